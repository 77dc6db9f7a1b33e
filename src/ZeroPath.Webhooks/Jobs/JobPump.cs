using Microsoft.Extensions.Hosting;

namespace ZeroPath.Webhooks;

/// <summary>Runs the jobs that fall due, as long as the host runs.</summary>
internal sealed class JobPump(JobDispatcher dispatcher, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan TimeToRelease = TimeSpan.FromSeconds(5);

    // Without timers there is nothing in it to dispose of, and the loops may outlive this object for a moment.
    private readonly CancellationTokenSource _abandon = new();

    /// <summary>Takes up nothing more, and lets what is under way end; what has not ended when the host's patience has is released.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await _abandon.CancelAsync().ConfigureAwait(false);
        if (ExecuteTask is { } loops)
        {
            await loops.WaitAsync(TimeToRelease, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _abandon.Cancel();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(dispatcher.Loops.Select(loop => loop.PumpAsync(stoppingToken, _abandon.Token)));
}
