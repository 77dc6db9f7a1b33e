using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Runs executions of triggers: publishes what is to be published, and calls the host's <see cref="IInboundTriggerHandler"/>.
/// </summary>
internal sealed class ExecutionHandler(
    IResourceStore resources,
    IWebhookPublisher publisher,
    PayloadFactory payloads,
    IServiceScopeFactory scopes,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    ILogger<ExecutionHandler> logger) : IJobHandler
{
    /// <summary>A result has at most this many characters.</summary>
    public const int MaxResult = 64 * 1024;

    public string Kind => JobKinds.Execution;

    public int MaxConcurrency => options.Value.MaxConcurrentExecutions;

    /// <summary>For what is not the host's handler: the store, and publishing.</summary>
    public RetrySchedule Retry { get; } = new() { Delays = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)] };

    public async Task<JobTransition?> RunAsync(LeasedJob leased, CancellationToken cancellationToken)
    {
        var job = leased.Job;
        var trigger = await resources.FindTriggerAsync(job.Subject, cancellationToken).ConfigureAwait(false);
        if (trigger is null)
        {
            return JobTransition.Cancelled("Its trigger was deleted before its turn came.");
        }

        if (!trigger.Enabled)
        {
            return JobTransition.Cancelled(
                trigger.UnreadableReason ?? "Its trigger was disabled when its turn came. Enable it, and have this run again.");
        }

        if (trigger.PublishesEvent
            && !await InboundPublication.PublishAsync(publisher, payloads, trigger, job, cancellationToken).ConfigureAwait(false))
        {
            InboundLog.Loops(logger, job.Id, trigger.Id, InboundPublication.MaxHops);
        }

        return await ExecuteAsync(trigger, job, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JobTransition> ExecuteAsync(InboundTrigger trigger, Job job, CancellationToken cancellationToken)
    {
        var execution = new InboundTriggerExecution
        {
            Id = job.Id,
            Trigger = trigger,
            Payload = job.Body,
            ContentType = job.ContentType,
            ReceivedAt = job.CreatedAt,
            Attempt = job.Starts,
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = CallAsync(execution, stop.Token);
        try
        {
            // It may pay no heed to the token.
            var result = await running.WaitAsync(trigger.Timeout, time, cancellationToken).ConfigureAwait(false);
            return JobTransition.Succeeded(result is null ? null : StorableText.Fit(result, MaxResult));
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            InboundLog.TookTooLong(logger, job.Id, trigger.Id, trigger.Timeout);
            return JobTransition.Failed($"It took longer than the trigger's timeout, {trigger.Timeout}.");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            InboundLog.Failed(logger, e, job.Id, trigger.Id);
            return JobTransition.Failed(StorableText.ReasonOf(e));
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string?> CallAsync(InboundTriggerExecution execution, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return await scope.ServiceProvider.GetRequiredService<IInboundTriggerHandler>()
                .ExecuteAsync(execution, cancellationToken).ConfigureAwait(false);
        }
    }
}
