using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>What the rules of configuration have against a change, in the words of the API.</summary>
internal static class ConfigurationRefusal
{
    /// <param name="refusal">The problems, all of what the caller wrote: nothing else is looked at (D59).</param>
    /// <param name="prefix">Where in the body it is, such as <c>subscription.</c>.</param>
    public static OperationResult Of(WebhookConfigurationException refusal, string prefix = "") => OperationResult.Invalid(
        [.. refusal.Problems.Select(problem => new WebhooksProblemItem(prefix + NameOf(problem.Path), problem.Description))]);

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
