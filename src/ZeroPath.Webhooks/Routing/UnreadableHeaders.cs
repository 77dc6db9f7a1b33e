namespace ZeroPath.Webhooks.Routing;

/// <summary>Headers of an endpoint whose values this process cannot read, as they are stored.</summary>
internal sealed record UnreadableHeaders(IReadOnlyDictionary<string, string> Stored, string Reason);
