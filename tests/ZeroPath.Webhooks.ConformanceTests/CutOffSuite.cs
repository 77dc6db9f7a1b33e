using Xunit;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>For durable stores: an attempt that was cut off, because its process ended, is in the history.</summary>
public abstract class CutOffSuite : StoreSuite
{
#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task An_attempt_that_was_cut_off_is_in_the_history_once_the_delivery_is_leased_again()
    {
        await AddAsync(NewEvent("one"));
        await RecordAsync(
            await LeaseOneAsync(), DeliveryTransition.Retry(TimeSpan.FromSeconds(30)), Attempt(1, AttemptOutcome.Refused, 500));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(30));
        var lost = await LeaseOneAsync();
        await Harness.AdvanceAsync(Lease);

        var again = await LeaseOneAsync();
        await RecordAsync(again, DeliveryTransition.Succeeded, Attempt(2, AttemptOutcome.Accepted, 200));

        var attempts = await Harness.Reader.ListAttemptsAsync(lost.DeliveryId, Cancellation);
        Assert.Equal(
            [(1, AttemptOutcome.Refused), (2, AttemptOutcome.Abandoned), (2, AttemptOutcome.Accepted)],
            attempts.Select(attempt => (attempt.Number, attempt.Outcome)));
        Assert.Contains("The lease ran out", attempts[1].Detail, StringComparison.Ordinal);
        Assert.Equal(2, (await FindAsync(lost.DeliveryId)).AttemptCount);
    }

    [Fact]
    public async Task What_is_recorded_too_late_takes_the_place_of_what_was_only_supposed()
    {
        await AddAsync(NewEvent("one"));
        var late = await LeaseOneAsync();
        await Harness.AdvanceAsync(Lease);
        await LeaseOneAsync();

        await RecordAsync(late, DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 204));

        var attempt = Assert.Single(await Harness.Reader.ListAttemptsAsync(late.DeliveryId, Cancellation));
        Assert.Equal((AttemptOutcome.Accepted, 204, null), (attempt.Outcome, attempt.StatusCode, attempt.Detail));
    }

    [Fact]
    public async Task What_was_leased_as_it_was_added_and_what_was_released_or_redelivered_is_told_apart()
    {
        var added = NewEvent("added", "released");
        await AddLeasedAsync([added.Deliveries[0]], added);
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Released);
        await Harness.AdvanceAsync(Lease);

        Assert.Equal(2, (await LeaseAsync()).Count);

        Assert.Single(await Harness.Reader.ListAttemptsAsync(added.Deliveries[0].Id, Cancellation));
        Assert.Empty(await Harness.Reader.ListAttemptsAsync(added.Deliveries[1].Id, Cancellation));
    }

    [Fact]
    public async Task A_history_that_is_refused_keeps_nothing_from_being_leased()
    {
        await AddAsync(NewEvent("one"), NewEvent("two"));
        Assert.Equal(2, (await LeaseAsync()).Count);
        await RefuseAttemptsAsync();
        await Harness.AdvanceAsync(Lease);

        Assert.Equal(2, (await LeaseAsync()).Count);
    }

#pragma warning restore CS1591

    /// <summary>Has the database refuse every attempt.</summary>
    protected abstract Task RefuseAttemptsAsync();
}
