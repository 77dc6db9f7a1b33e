namespace ZeroPath.Webhooks;

/// <summary>Endpoints, subscriptions or a trigger were to be changed to something wrong. Nothing was changed.</summary>
public sealed class WebhookConfigurationException : ArgumentException
{
    /// <summary>A refusal for these problems.</summary>
    /// <param name="problems">Everything that is wrong.</param>
    public WebhookConfigurationException(IReadOnlyList<RoutingProblem> problems)
        : base(string.Join(" ", (problems ?? []).Select(problem => $"{problem.Path}: {problem.Description}"))) => Problems = problems ?? [];

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<RoutingProblem> Problems { get; }
}
