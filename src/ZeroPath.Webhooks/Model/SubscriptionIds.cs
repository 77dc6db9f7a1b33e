using System.Security.Cryptography;

namespace ZeroPath.Webhooks;

/// <summary>
/// Ids for subscriptions of code and configuration that have none: the same after every start, on every node and in any order.
/// </summary>
internal static class SubscriptionIds
{
    /// <summary>Gives an id to each that has none. Those with the same content are numbered.</summary>
    public static IEnumerable<WebhookSubscription> Assign(IReadOnlyCollection<WebhookSubscription> subscriptions)
    {
        var taken = subscriptions.Where(subscription => subscription.HasOwnId).Select(subscription => subscription.Id).ToHashSet();
        return subscriptions.Select(subscription =>
            subscription.HasOwnId ? subscription : subscription with { Id = Of(subscription, taken) });
    }

    private static string Of(WebhookSubscription subscription, HashSet<string> taken)
    {
        var hash = $"sub_{HashOf(subscription)}";
        var id = hash;
        for (var number = 2; !taken.Add(id); number++)
        {
            id = $"{hash}_{number}";
        }

        return id;
    }

    // Without Enabled: one that is switched off stays the same subscription.
    private static string HashOf(WebhookSubscription subscription)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(subscription.EndpointId ?? "");
        writer.Write(subscription.OrganizationId ?? "");
        writer.Write((int)subscription.Threshold);
        WriteSet(subscription.Repositories.IsAll, subscription.Repositories.Names.Select(name => name?.ToUpperInvariant()));
        WriteSet(subscription.Repositories.IsAll, subscription.Repositories.Ids);
        WriteSet(subscription.EventTypes.IsAll, subscription.EventTypes.Types.Select(type => type?.Name));
        return Convert.ToHexStringLower(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)).AsSpan(0, 16));

        void WriteSet(bool isAll, IEnumerable<string?> entries)
        {
            var sorted = entries.Select(entry => entry ?? "").Distinct().Order(StringComparer.Ordinal).ToList();
            writer.Write(isAll);
            writer.Write(sorted.Count);
            sorted.ForEach(writer.Write);
        }
    }
}
