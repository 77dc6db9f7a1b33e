namespace ZeroPath.Webhooks.Events;

/// <summary>
/// A document is no webhook payload: it is not JSON, or the members that every payload has
/// (<c>time</c>, <c>host</c>, <c>source</c>, <c>sourcetype</c>, <c>event</c>) are missing or of the wrong type.
/// </summary>
public sealed class WebhookJsonException : FormatException
{
    private const int MaxDescribed = 10;

    internal WebhookJsonException(IReadOnlyList<ValidationProblem> problems)
        : base(Describe(problems)) => Problems = problems;

    /// <summary>Everything that is wrong with the document; never empty.</summary>
    public IReadOnlyList<ValidationProblem> Problems { get; }

    private static string Describe(IReadOnlyList<ValidationProblem> problems)
    {
        var more = problems.Count > MaxDescribed ? $" And {problems.Count - MaxDescribed} more." : "";
        return $"The document is no webhook payload. {string.Join(" ", problems.Take(MaxDescribed))}{more}";
    }
}
