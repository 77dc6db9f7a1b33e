namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// For stores: the pending deliveries of one endpoint, first attempts and retries apart, that wait in the order in which they are due.
/// </summary>
/// <param name="EndpointId">The endpoint's id.</param>
/// <param name="IsRetry">Whether they were attempted before.</param>
/// <param name="DueIn">How long until the first of them is due; zero or less when it is.</param>
/// <param name="HeldFor">How long the endpoint is held yet; zero or less when its one probe may be made; null when it is not held.</param>
/// <param name="FailureStreak">How many attempts to the endpoint have failed since the last that succeeded.</param>
public readonly record struct QueueHead(string EndpointId, bool IsRetry, TimeSpan DueIn, TimeSpan? HeldFor, int FailureStreak)
{
    internal bool IsSlow => IsRetry || FailureStreak > 0;

    internal TimeSpan OpenIn => HeldFor > DueIn ? HeldFor.Value : DueIn;
}
