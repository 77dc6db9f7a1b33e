namespace ZeroPath.Webhooks.Events;

/// <summary>
/// A document is no webhook payload: it is not JSON, or the members that every payload has
/// (<c>time</c>, <c>host</c>, <c>source</c>, <c>sourcetype</c>, <c>event</c>) are missing or of the wrong type.
/// </summary>
public sealed class WebhookFormatException : FormatException
{
    internal WebhookFormatException(IReadOnlyList<ValidationProblem> problems)
        : base($"The document is no webhook payload. {string.Join(" ", problems)}") => Problems = problems;

    /// <summary>Everything that is wrong with the document; never empty.</summary>
    public IReadOnlyList<ValidationProblem> Problems { get; }
}
