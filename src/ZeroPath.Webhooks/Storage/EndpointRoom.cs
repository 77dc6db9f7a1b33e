namespace ZeroPath.Webhooks.Storage;

/// <summary>What a dispatcher has room for of one endpoint.</summary>
/// <param name="Max">How many deliveries at most; 0 leaves the endpoint out.</param>
/// <param name="Answers">Whether it has answered lately. Those that have and the others each get half, or what the others leave.</param>
/// <param name="IsOrdered">Whether it gets one delivery at a time, in the order in which they were added (D63).</param>
/// <param name="IsOff">
/// Whether it is disabled or removed: nothing of it is leased, and whoever asks cancels what is due (<see
/// cref="IDeliveryStore.CancelDueAsync"/>).
/// </param>
public readonly record struct EndpointRoom(int Max, bool Answers = false, bool IsOrdered = false, bool IsOff = false);
