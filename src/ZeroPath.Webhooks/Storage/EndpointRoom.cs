namespace ZeroPath.Webhooks.Storage;

/// <summary>What a dispatcher has room for of one endpoint.</summary>
/// <param name="Max">How many deliveries at most; 0 leaves the endpoint out.</param>
/// <param name="Answers">Whether it has answered lately. Those that have and the others each get half, or what the others leave.</param>
public readonly record struct EndpointRoom(int Max, bool Answers = false);
