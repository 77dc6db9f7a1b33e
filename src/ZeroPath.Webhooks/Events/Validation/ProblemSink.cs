namespace ZeroPath.Webhooks.Events;

/// <summary>
/// What a walk over a typed event found. Without a list it only tells whether there was a problem, and allocates nothing.
/// </summary>
internal struct ProblemSink(List<ValidationProblem>? problems)
{
    /// <summary>How much text the event has, roughly: enough to know that it is far from <see cref="WebhookJson.MaxBytes"/>.</summary>
    public long Length;

    public readonly List<ValidationProblem>? Problems => problems;

    /// <summary>False, so that a check can end with it.</summary>
    public readonly bool Add(string path, string code, string description)
    {
        problems?.Add(new(path, code, description));
        return false;
    }
}
