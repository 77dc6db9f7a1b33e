namespace ZeroPath.Webhooks;

/// <summary>A test that was sent.</summary>
/// <param name="Attempt">What came of it.</param>
/// <param name="Request">The request.</param>
internal sealed record SentTest(DeliveryAttempt Attempt, ShownRequest Request);
