namespace ZeroPath.Webhooks;

/// <summary>What becomes of a delivery after an attempt, or instead of one.</summary>
public sealed class DeliveryTransition
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private DeliveryTransition(DeliveryState state, string? reason = null) => (State, Reason) = (state, StorableText.Of(reason));

    /// <summary>It was accepted.</summary>
    public static DeliveryTransition Succeeded { get; } = new(DeliveryState.Succeeded);

    /// <summary>It is due again at once, and the attempt, if there was one, does not count.</summary>
    public static DeliveryTransition Released { get; } = new(DeliveryState.Pending) { CountsAttempt = false };

    /// <summary>It failed because its deadline is over. No attempt was made.</summary>
    public static DeliveryTransition Expired { get; } = new(DeliveryState.Failed, DeliveryReasons.Expired) { CountsAttempt = false };

    /// <summary>It failed because the store refuses what came of it. Nothing is counted: the count may be what is refused.</summary>
    internal static DeliveryTransition Unrecordable { get; } =
        new(DeliveryState.Failed, DeliveryReasons.Unrecordable) { CountsAttempt = false };

    /// <summary>It is due again after this time, and no attempt was made.</summary>
    public static DeliveryTransition Postponed(TimeSpan delay) => new(DeliveryState.Pending) { CountsAttempt = false, Delay = delay };

    /// <summary>The state that it goes to.</summary>
    public DeliveryState State { get; }

    /// <summary>Why it failed or was cancelled.</summary>
    public string? Reason { get; }

    /// <summary>While it stays pending: how long from now it is due again.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>Whether the attempt adds to <see cref="Delivery.AttemptCount"/>.</summary>
    public bool CountsAttempt { get; private init; } = true;

    /// <summary>It is attempted again after this time.</summary>
    public static DeliveryTransition Retry(TimeSpan delay) => new(DeliveryState.Pending) { Delay = delay };

    /// <summary>It failed for good.</summary>
    public static DeliveryTransition Failed(string reason) => new(DeliveryState.Failed, reason);

    /// <summary>It is not attempted any more, though it did not fail.</summary>
    public static DeliveryTransition Cancelled(string reason) => new(DeliveryState.Cancelled, reason) { CountsAttempt = false };

    /// <summary>What follows from an attempt.</summary>
    internal static DeliveryTransition Judge(
        DeliveryAttempt attempt, RetrySchedule? ofEndpoint, ZeroPathWebhooksOptions options, double random) => attempt switch
        {
            { Outcome: AttemptOutcome.Accepted } => Succeeded,
            { Outcome: AttemptOutcome.Abandoned } => Released,
            { StatusCode: 410 } when options.DisableGoneEndpoints => new(DeliveryState.Cancelled, DeliveryReasons.EndpointGone),
            { StatusCode: { } status } when options.FinalStatuses.Contains(status) => Failed(DeliveryReasons.FinalStatus),
            _ when (ofEndpoint ?? options.Retry).DelayAfter(attempt.Number, random) is { } delay =>
                Retry(NoEarlierThan(attempt.RetryAfter, delay)),
            _ => Failed(DeliveryReasons.Exhausted),
        };

    private static TimeSpan NoEarlierThan(TimeSpan? retryAfter, TimeSpan delay)
    {
        var asked = retryAfter > LongestRetryAfter ? LongestRetryAfter : retryAfter ?? default;
        return asked > delay ? asked : delay;
    }
}
