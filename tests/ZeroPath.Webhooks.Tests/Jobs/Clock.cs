using Microsoft.Extensions.Time.Testing;

namespace ZeroPath.Webhooks.Tests.Jobs;

/// <summary>A fake clock that tells how often somebody began to wait by it.</summary>
internal sealed class Clock() : FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000))
{
    private int _timers;

    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _timers);
        return timer;
    }
}
