namespace ZeroPath.Webhooks.AspNetCore.Inbound;

/// <summary>The secrets that were in a request's query. It is no record, so that nothing prints them.</summary>
internal sealed class HiddenTriggerSecrets(IReadOnlyList<string> values)
{
    public const string QueryParameter = "secret";

    public IReadOnlyList<string> Values => values;
}
