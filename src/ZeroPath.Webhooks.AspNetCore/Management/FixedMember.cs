namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Members that are shown, and can be written only as they were shown.</summary>
internal static class FixedMember
{
    public static IEnumerable<WebhooksProblemItem> Check(params IEnumerable<(string Name, bool IsSame)> members) => members
        .Where(member => !member.IsSame)
        .Select(member => new WebhooksProblemItem(member.Name, "It cannot be chosen or changed. Leave it out, or as it was shown."));
}
