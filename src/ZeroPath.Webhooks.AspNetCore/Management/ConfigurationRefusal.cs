using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>What the rules of configuration have against a change, in the words of the API.</summary>
internal static class ConfigurationRefusal
{
    /// <param name="refusal">The problems.</param>
    /// <param name="itemPath">Where what the caller wrote is; empty if nothing else was looked at.</param>
    /// <param name="showAll">Whether the caller may see what is elsewhere.</param>
    /// <param name="prefix">Where in the body it is, such as <c>subscription.</c>.</param>
    public static ApiAnswer Of(WebhookConfigurationException refusal, string itemPath, bool showAll, string prefix = "")
    {
        var start = itemPath.Length == 0 ? "" : $"{itemPath}.";
        var errors = refusal.Problems.Where(problem => problem.Path.StartsWith(start, StringComparison.Ordinal))
            .Select(problem => new WebhooksProblemItem(prefix + MemberOf(problem.Path[start.Length..]), problem.Description)).ToList();
        return errors.Count > 0
            ? ApiAnswer.Invalid(errors)
            : ApiAnswer.Problem(
                StatusCodes.Status409Conflict,
                "What you wrote is right, but nothing can be changed while something else that is configured breaks a rule. "
                + (showAll ? string.Join(" ", refusal.Problems) : "The host's operators see what."));
    }

    // Repositories.Ids[0] is repositoryIds[0] here, and EventTypes.Types[0] is eventTypes[0].
    private static string MemberOf(string path)
    {
        var member = path.Replace("Repositories.Ids", "RepositoryIds", StringComparison.Ordinal)
            .Replace("Repositories.Names", "Repositories", StringComparison.Ordinal)
            .Replace("EventTypes.Types", "EventTypes", StringComparison.Ordinal)
            .Replace("Timeout", "TimeoutSeconds", StringComparison.Ordinal);
        return $"{char.ToLowerInvariant(member[0])}{member[1..]}";
    }
}
