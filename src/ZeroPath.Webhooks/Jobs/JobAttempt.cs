using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>One attempt at a job, or at several that are run together, under way.</summary>
internal sealed class JobAttempt(IReadOnlyList<LeasedJob> leased, CancellationToken cutOff) : IDisposable
{
    // A job that ends the process must not do so for ever; one during which the process ended by chance shall be run again.
    private const int MoreStarts = 2;

    private static readonly ExecutionContext Empty = CaptureEmpty();

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cutOff);

    public IReadOnlyList<LeasedJob> Leased => leased;

    /// <summary>When the lease was last extended, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public required long Extended { get; set; }

    /// <summary>Runs it. It throws nothing, whatever handlers and loggers throw.</summary>
    /// <returns>What becomes of each job; null when that is recorded already.</returns>
    public async Task<JobTransition?> RunAsync(IJobHandler handler, ILogger logger)
    {
        if (_stop.IsCancellationRequested)
        {
            // It waited for its turn, and nobody here has it any more, or may go on.
            return JobTransition.Released;
        }

        // Those that are run together were started equally often.
        var job = leased[0].Job;
        if (job.Starts > handler.Retry.Delays.Count + 1 + MoreStarts)
        {
            HostLog.Try(() => JobLog.NeverEnded(logger, job.Id, job.Kind, job.Starts - 1));
            return JobTransition.Failed($"It was started {job.Starts - 1} times and never came to an end.");
        }

        try
        {
            return await RunInOwnSurroundingsAsync(handler).ConfigureAwait(false);
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // If the lease is lost, this changes nothing.
            return JobTransition.Released;
        }
        catch (Exception e)
        {
            var reason = StorableText.ReasonOf(e);
            if (handler.Retry.DelayAfter(job.Starts, Random.Shared.NextDouble()) is { } pause)
            {
                HostLog.Try(() => JobLog.Threw(logger, e, job.Id, job.Kind, job.Starts, pause));
                return JobTransition.Retry(pause, reason);
            }

            HostLog.Try(() => JobLog.GivenUp(logger, e, job.Id, job.Kind, job.Starts));
            return JobTransition.Failed(reason);
        }
    }

    /// <summary>The lease is lost.</summary>
    public async Task StopAsync()
    {
        try
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile, and was recorded: that is why it has no lease any more.
        }
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>
    /// D56: nothing of whoever adds it or has it run, such as async locals, culture and log scopes of a request, is there when it runs.
    /// </summary>
    private Task<JobTransition?> RunInOwnSurroundingsAsync(IJobHandler handler)
    {
        Task<JobTransition?>? running = null;
        ExecutionContext.Run(Empty, _ => running = RunTracedAsync(handler), null);
        return running!;
    }

    private async Task<JobTransition?> RunTracedAsync(IJobHandler handler)
    {
        using var activity = WebhookTracing.StartJob(leased[0].Job);
        try
        {
            return await handler.RunTogetherAsync(leased, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (WebhookTracing.Failed(activity, e))
        {
            throw;
        }
    }

    /// <summary>Only a thread of its own has nothing of whoever comes here first.</summary>
    private static ExecutionContext CaptureEmpty()
    {
        ExecutionContext? empty = null;
        var thread = new Thread(() => empty = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return empty!;
    }
}
