namespace ZeroPath.Webhooks.Shared;

/// <summary>
/// The attempt of a lease that nobody ended: the process that had it ended, or stopped for too long. Whoever leases the delivery next
/// writes it into its history, so that nothing is written while all goes well. What that process records later takes its place.
/// </summary>
internal static class CutOffAttempt
{
    public const string Outcome = nameof(AttemptOutcome.Abandoned);

    public const string Detail =
        "The lease ran out: the process that had the delivery ended, or was stopped. Whether the request was made is not known.";
}
