using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("When a delivery that was not accepted is attempted again.")]
internal sealed record RetryResource
{
    // Every double of seconds is some time then; the rules refuse what lies outside.
    private const double Longest = 1e9;

    [Description("The seconds between the end of an attempt and the next, one number for each retry; none for no retries.")]
    public required IReadOnlyList<double> DelaysSeconds { get; set; }

    [Description("Adds to each delay a random part of it, up to this fraction.")]
    public double Jitter { get; set; }

    public static RetryResource? Of(RetrySchedule? schedule) => schedule is null ? null : new()
    {
        DelaysSeconds = [.. schedule.Delays.Select(delay => delay.TotalSeconds)],
        Jitter = schedule.Jitter,
    };

    public RetrySchedule ToSchedule() => new() { Delays = [.. DelaysSeconds.Select(TimeOf)], Jitter = Jitter };

    // Rounded, so that what was shown comes back as it was.
    private static TimeSpan TimeOf(double seconds) =>
        TimeSpan.FromTicks((long)Math.Round(Math.Clamp(seconds, -1, Longest) * TimeSpan.TicksPerSecond));
}
