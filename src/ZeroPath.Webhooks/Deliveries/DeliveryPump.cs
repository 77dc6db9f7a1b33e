using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Deliveries;

/// <summary>Sends what falls due, as long as the host runs. It survives whatever the store throws.</summary>
internal sealed class DeliveryPump(
    DeliveryDispatcher dispatcher,
    IDeliveryStore store,
    WakeSignal signal,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    ILogger<DeliveryPump> logger) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeToRelease = TimeSpan.FromSeconds(5);

    private readonly DispatchRun _run = dispatcher.StartRun(signal);

    /// <summary>Takes up nothing more, and lets what is under way end; what has not ended when the host's patience has is released.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await _run.AbandonAsync().ConfigureAwait(false);
        if (ExecuteTask is { } loop)
        {
            await loop.WaitAsync(TimeToRelease, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override void Dispose()
    {
        _run.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            signal.Reset();
            var pause = await StepAsync(stoppingToken).ConfigureAwait(false);
            await signal.WaitAsync(pause, stoppingToken).ConfigureAwait(false);
        }

        await DrainAsync().ConfigureAwait(false);
    }

    /// <returns>How long to wait unless something happens.</returns>
    private async Task<TimeSpan> StepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _run.RecordEndedAsync(stoppingToken).ConfigureAwait(false);
            var (_, isFull) = await _run.StartDueAsync(stoppingToken).ConfigureAwait(false);
            var nextDue = isFull ? null : await store.NextDueAsync(stoppingToken).ConfigureAwait(false);
            return nextDue < options.Value.PollInterval ? nextDue.Value : options.Value.PollInterval;
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception e)
        {
            DispatchLog.LoopFailed(logger, e, PauseAfterFailure);
            return PauseAfterFailure;
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            while (!_run.IsIdle)
            {
                signal.Reset();
                await _run.RecordEndedAsync(CancellationToken.None).ConfigureAwait(false);
                await (_run.IsIdle ? Task.CompletedTask : signal.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None)).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            DispatchLog.NotRecorded(logger, e, _run.UnrecordedCount);
        }
    }
}
