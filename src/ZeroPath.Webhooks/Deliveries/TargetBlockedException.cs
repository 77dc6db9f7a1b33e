namespace ZeroPath.Webhooks.Deliveries;

/// <summary>No connection was made, because none may be made there.</summary>
internal sealed class TargetBlockedException : Exception;
