using ZeroPath.Webhooks;

namespace Quickstart;

/// <summary>A delivery when all was over, with its event and its attempts.</summary>
internal sealed record Outcome(Published Event, Delivery Delivery, IReadOnlyList<DeliveryAttempt> Attempts)
{
    /// <summary>How many attempts were on record when the first process was killed.</summary>
    public required int AttemptsKept { get; init; }

    /// <summary>The requests of the process that was killed.</summary>
    public required IReadOnlyList<ReceivedRequest> Before { get; init; }

    /// <summary>The requests of the next one.</summary>
    public required IReadOnlyList<ReceivedRequest> After { get; init; }

    /// <summary>The attempts that count. One that the kill cut off is on record as abandoned, and was made again.</summary>
    public IReadOnlyList<DeliveryAttempt> Counted { get; } = [.. Attempts.Where(attempt => attempt.Outcome != AttemptOutcome.Abandoned)];

    /// <summary>Whether the kill cut off an attempt.</summary>
    public bool IsCut => Before.Count > AttemptsKept;

    /// <summary>Such as <c>503, ? | 503, 204</c>; the bar is the kill.</summary>
    public override string ToString()
    {
        var before = Summary(Counted.Take(AttemptsKept), IsCut ? ["?"] : []);
        var after = Summary(Counted.Skip(AttemptsKept), Delivery.State == DeliveryState.Succeeded ? [] : [$"{Delivery.State}"]);
        return after.Length == 0 ? before : $"{before} | {after}".TrimStart();
    }

    private static string Summary(IEnumerable<DeliveryAttempt> attempts, IEnumerable<string> end)
    {
        var statuses = attempts.Select(attempt => attempt.StatusCode?.ToString() ?? attempt.Outcome.ToString())
            .CountBy(status => status)
            .Select(status => status.Value == 1 ? status.Key : $"{status.Value}x {status.Key}");
        return string.Join(", ", statuses.Concat(end));
    }
}
