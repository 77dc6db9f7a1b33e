namespace ZeroPath.Webhooks;

/// <summary>A request as a format makes it. What signs it signs this body.</summary>
/// <param name="Body">What is sent.</param>
public sealed record WebhookFormatRequest(ReadOnlyMemory<byte> Body)
{
    internal const string Json = "application/json; charset=utf-8";

    /// <summary>The value of <c>Content-Type</c>; JSON in UTF-8 unless set.</summary>
    public string ContentType { get; init; } = Json;

    /// <summary>
    /// The path to send it to, beginning with a slash, in the place of the one in the endpoint's URL; null for that one. Scheme, host, port
    /// and query are always the endpoint's.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Whether something was cut to keep within the other system's limits. The attempt says so.</summary>
    public bool IsCut { get; init; }
}
