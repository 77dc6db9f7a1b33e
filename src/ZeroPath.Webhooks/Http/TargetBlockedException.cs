namespace ZeroPath.Webhooks;

/// <summary>No connection was made, because none may be made there.</summary>
internal sealed class TargetBlockedException : Exception;
