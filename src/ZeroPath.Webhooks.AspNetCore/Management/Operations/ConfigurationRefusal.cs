using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>What the rules of configuration have against a change, in the words of the API.</summary>
internal static class ConfigurationRefusal
{
    /// <param name="refusal">The problems.</param>
    /// <param name="item">Where what the caller wrote is; null if nothing else was looked at.</param>
    /// <param name="showAll">Whether the caller may see what is elsewhere.</param>
    /// <param name="prefix">Where in the body it is, such as <c>subscription.</c>.</param>
    public static OperationResult Of(
        WebhookConfigurationException refusal, (string List, int Index)? item, bool showAll, string prefix = "")
    {
        var errors = refusal.Problems.Where(problem => item is null || item == (problem.Path.List, problem.Path.Index))
            .Select(problem => new WebhooksProblemItem(prefix + NameOf(problem.Path), problem.Description)).ToList();
        return errors.Count > 0
            ? OperationResult.Invalid(errors)
            : OperationResult.Conflict(
                "What you wrote is right, but nothing can be changed while something else that is configured breaks a rule. "
                + (showAll ? string.Join(" ", refusal.Problems) : "The host's operators see what."));
    }

    // Members are named as in configuration, but times are numbers of seconds here.
    private static string NameOf(ProblemPath path)
    {
        var member = path.Member switch
        {
            nameof(InboundTrigger.Timeout) => nameof(TriggerResource.TimeoutSeconds),
            "Retry:Delays" => "retry.delaysSeconds",
            "Retry:Jitter" => "retry.jitter",
            var same => same,
        };
        return $"{char.ToLowerInvariant(member[0])}{member[1..]}{(path.Entry is null ? "" : $"[{path.Entry}]")}";
    }
}
