using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Runs the loop as long as the host runs. It survives whatever the store throws.</summary>
internal sealed class DeliveryService(
    DeliveryLoop loop,
    WebhookStore store,
    WebhookTransport transport,
    WebhookHealth health,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    ILogger<DeliveryService> logger) : BackgroundService
{
    // Its token cuts off the recording. Attempts are cut off before, so that what is released can be recorded.
    private readonly LoopStop _stop = new(time);

    /// <summary>
    /// Takes up nothing more, and lets what is under way end; what has not ended when the host's patience has is released.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);

        // A host that stops as soon as it has started may not have run the loop at all. What is published now is not taken up either.
        loop.Drain();
        loop.Abandon();
        await _stop.WaitForReleaseAsync(ExecuteTask).ConfigureAwait(false);
        _stop.Dispose();
    }

    public override void Dispose()
    {
        base.Dispose();
        _stop.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        health.PumpStepped();
        if (!transport.IsGuarded)
        {
            DispatchLog.NotGuarded(logger);
        }

        loop.FollowConfiguration();
        while (!stoppingToken.IsCancellationRequested)
        {
            await StepAsync(() => loop.StepAsync(recording: _stop.CutOff, leasing: stoppingToken), stoppingToken).ConfigureAwait(false);
        }

        // Now the loop goes on only to record what was under way.
        do
        {
            await StepAsync(() => loop.StepToStopAsync(_stop.CutOff), _stop.CutOff).ConfigureAwait(false);
        }
        while (!(loop.IsIdle || _stop.CutOff.IsCancellationRequested));

        health.PumpStopped();
        if (loop.UnrecordedCount is > 0 and var count)
        {
            DispatchLog.NotRecorded(logger, count);
        }

        if (!store.IsDurable
            && await store.Deliveries.NextDueAsync(LeaseRequest.Any, CancellationToken.None).ConfigureAwait(false) is not null)
        {
            DispatchLog.Forgotten(logger);
        }
    }

    /// <param name="step">The step. It returns how long to sleep, unless something happens.</param>
    /// <param name="cancellationToken">Ends the sleep.</param>
    private async Task StepAsync(Func<Task<TimeSpan?>> step, CancellationToken cancellationToken)
    {
        try
        {
            var pause = await step().ConfigureAwait(false);
            var longest = options.Value.PollInterval;
            health.PumpStepped();
            await loop.SleepAsync(pause < longest ? pause.Value : longest, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            health.PumpFailed(e);

            // Not the signal: attempts that end must not make it ask a failing store again at once.
            await Task.Delay(LoopStop.PauseAfterFailure, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
