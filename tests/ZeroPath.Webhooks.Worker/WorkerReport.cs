namespace ZeroPath.Webhooks.Worker;

/// <summary>What a <see cref="WorkerScenario"/> came to.</summary>
/// <param name="Acknowledged">How many events were acknowledged.</param>
/// <param name="Lost">How many of them never reached the receiver.</param>
/// <param name="Received">How many events reached it, also such as were stored but not yet acknowledged at a kill.</param>
/// <param name="Repeats">How many requests brought an event that was there before.</param>
public sealed record WorkerReport(int Acknowledged, int Lost, int Received, int Repeats);
