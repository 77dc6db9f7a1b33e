using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Has the store remove what is old and merge its figures, at the start and every so often. It does so in small steps, each with a pause
/// that is as long, so that nobody waits long for it, and it keeps up with whatever the store can take. Several nodes may do so at once:
/// each finds what the others have left.
/// </summary>
internal sealed class RetentionService(
    IDeliveryOperations operations, IJobStore jobs, IOptions<ZeroPathWebhooksOptions> options, TimeProvider time,
    ILogger<RetentionService> logger)
    : BackgroundService
{
    internal const int BatchSize = 500;

    private static readonly string[] Kinds =
    [
        JobKinds.Received, JobKinds.ReceivedInline, JobKinds.Execution, JobKinds.Redelivery, JobKinds.FailureNotice,
    ];

    private static readonly JobState[] Settled = [JobState.Succeeded, JobState.Failed, JobState.Cancelled];

    private RetentionPolicy Policy => options.Value.Retention;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PurgeAsync(stoppingToken).ConfigureAwait(false);
                await RepeatAsync(() => operations.MergeFiguresAsync(BatchSize, stoppingToken), stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                DispatchLog.RetentionFailed(logger, e, options.Value.RetentionInterval);
            }
            catch (Exception)
            {
                // The host stops; one that could not start has disposed of the store already.
                return;
            }

            await Task.Delay(options.Value.RetentionInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PurgeAsync(CancellationToken stoppingToken)
    {
        if (Policy is { Payloads: null, Attempts: null, Events: null, Received: null, Jobs: null, History: null })
        {
            return;
        }

        var events = await RepeatAsync(() => operations.PurgeAsync(Policy, BatchSize, stoppingToken), stoppingToken).ConfigureAwait(false);
        if (events > 0)
        {
            DispatchLog.Purged(logger, events);
        }

        var count = 0L;
        foreach (var filter in Kinds.SelectMany(kind => Settled.Select(state => new JobFilter { Kind = kind, State = state })))
        {
            var isHandledEvent = filter is { Kind: JobKinds.Received or JobKinds.ReceivedInline, State: JobState.Succeeded };
            if ((isHandledEvent ? Policy.Received : Policy.Jobs) is { } age)
            {
                count += await RepeatAsync(() => jobs.PurgeAsync(filter, age, BatchSize, stoppingToken), stoppingToken)
                    .ConfigureAwait(false);
            }
        }

        if (count > 0)
        {
            DispatchLog.JobsPurged(logger, count);
        }
    }

    private async Task<long> RepeatAsync(Func<ValueTask<int>> step, CancellationToken stoppingToken)
    {
        var total = 0L;
        while (true)
        {
            var start = time.GetTimestamp();
            if (await step().ConfigureAwait(false) is not (> 0 and var touched))
            {
                return total;
            }

            total += touched;
            await Task.Delay(time.GetElapsedTime(start), time, stoppingToken).ConfigureAwait(false);
        }
    }
}
