using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Sends what falls due, as long as the host runs. It survives whatever the store throws.</summary>
internal sealed class DeliveryPump(
    DeliveryDispatcher dispatcher,
    IDeliveryStore store,
    WorkSignal signal,
    WebhookHealth health,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    ILogger<DeliveryPump> logger) : BackgroundService
{
    // What has ended is recorded no later than this while other attempts are still under way.
    private static readonly TimeSpan RecordInterval = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeToRelease = TimeSpan.FromSeconds(5);

    // Without timers there is nothing in them to dispose of, and the loop may outlive this object for a moment.
    private readonly CancellationTokenSource _abandon = new();
    private readonly CancellationTokenSource _giveUp = new();

    /// <summary>Takes up nothing more, and lets what is under way end; what has not ended when the host's patience has is released.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await _abandon.CancelAsync().ConfigureAwait(false);
        if (ExecuteTask is { } loop)
        {
            await loop.WaitAsync(TimeToRelease, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _giveUp.CancelAsync().ConfigureAwait(false);
    }

    public override void Dispose()
    {
        base.Dispose();
        _abandon.Cancel();
        _giveUp.Cancel();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var run = dispatcher.HostRun = dispatcher.StartRun(signal, stoppingToken, _abandon.Token);
        health.PumpStepped();
        while (!stoppingToken.IsCancellationRequested || !(run.IsIdle || _giveUp.IsCancellationRequested))
        {
            // Once the host stops, the loop goes on only to record what was under way.
            var token = stoppingToken.IsCancellationRequested ? _giveUp.Token : stoppingToken;
            signal.Reset();
            try
            {
                // At the same time, so that a store which commits in groups does it once for both.
                var recording = run.RecordEndedAsync(_giveUp.Token);
                var taking = stoppingToken.IsCancellationRequested ? WhileStoppingAsync(run, recording) : TakeUpDueAsync(run, token);
                await Task.WhenAll(recording, taking).ConfigureAwait(false);
                var pause = await taking.ConfigureAwait(false);
                health.PumpStepped();
                await signal.WaitAsync(pause, token).ConfigureAwait(false);
            }
            catch (Exception) when (token.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                health.PumpStepped(e);

                // Not the signal: attempts that end must not make it ask a failing store again at once.
                DispatchLog.LoopFailed(logger, e, PauseAfterFailure);
                await Task.Delay(PauseAfterFailure, time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        health.PumpStopped();
        if (run.UnrecordedCount is > 0 and var count)
        {
            DispatchLog.NotRecorded(logger, count);
        }

        if (store is InMemoryDeliveries && await store.NextDueAsync(LeaseRequest.Any, CancellationToken.None).ConfigureAwait(false) is not null)
        {
            DispatchLog.Forgotten(logger);
        }
    }

    private static async Task<TimeSpan> WhileStoppingAsync(DispatchRun run, Task recording)
    {
        await recording.ConfigureAwait(false);
        run.ReleaseWaiting();
        return run.UnrecordedCount > 0 || run.IsIdle ? TimeSpan.Zero : RecordInterval;
    }

    /// <returns>How long to wait unless something happens.</returns>
    private async Task<TimeSpan> TakeUpDueAsync(DispatchRun run, CancellationToken stoppingToken)
    {
        await run.StartDueAsync(stoppingToken).ConfigureAwait(false);

        // While something is under way, the loop soon looks again without asking. Decided once: what is being recorded may end at any moment,
        // and then nobody would have asked before the long pause.
        var isIdle = run.IsIdle;
        var nextDue = isIdle ? await run.NextDueAsync(stoppingToken).ConfigureAwait(false) : run.NextTurn;
        var longest = isIdle ? options.Value.PollInterval : RecordInterval;
        return nextDue < longest ? nextDue.Value : longest;
    }
}
