namespace ZeroPath.Webhooks;

/// <summary>A test that was sent.</summary>
/// <param name="attempt">What came of it.</param>
/// <param name="request">The request; null when the endpoint's format could not make it.</param>
internal sealed class SentTest(DeliveryAttempt attempt, ShownRequest? request)
{
    public DeliveryAttempt Attempt { get; } = attempt;

    public ShownRequest? Request { get; } = request;
}
