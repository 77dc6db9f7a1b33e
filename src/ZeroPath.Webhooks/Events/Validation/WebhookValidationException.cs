namespace ZeroPath.Webhooks.Events;

/// <summary>An event that breaks the rules of its type was to be published. Nothing was stored.</summary>
public sealed class WebhookValidationException : ArgumentException
{
    /// <summary>A refusal for these problems.</summary>
    /// <param name="problems">Everything that is wrong; paths of a batch begin with the payload's index: <c>[2].event.error</c>.</param>
    public WebhookValidationException(IReadOnlyList<ValidationProblem> problems)
        : base($"The event was not published, because it breaks the rules of its type. {string.Join(" ", problems ?? [])}") =>
        Problems = problems ?? [];

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<ValidationProblem> Problems { get; }
}
