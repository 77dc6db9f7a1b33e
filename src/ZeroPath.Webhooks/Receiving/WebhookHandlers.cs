using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>The handlers of received events. Which of them are done with an event is its job's <see cref="Job.Result"/>, a name a line.</summary>
internal sealed class WebhookHandlers(
    IEnumerable<WebhookHandlerRegistration> registrations,
    IServiceScopeFactory scopes,
    WebhookStore store,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    ILogger<WebhookHandlers> logger)
{
    private readonly WebhookHandlerRegistration[] _all = [.. registrations];
    private readonly ConcurrentDictionary<Type, WebhookHandlerRegistration[]> _byClass = new();

    public bool Any => _all.Length > 0;

    private TimeSpan Timeout => options.Value.Handlers.Timeout;

    public int CountFor(WebhookEvent @event) => For(@event).Length;

    /// <summary>A lease that outlives the run of so many handlers.</summary>
    public TimeSpan LeaseFor(int handlers) => options.Value.Lease + (handlers * Timeout);

    /// <summary>Runs those handlers of an event that are not done with it, one after the other.</summary>
    /// <returns>What becomes of the job; null when that is recorded, or the lease is lost.</returns>
    /// <exception cref="HandlersFailedException">Some failed. Those that did not are noted in the job.</exception>
    public async Task<JobTransition?> RunAsync(LeasedJob leased, WebhookPayload payload, CancellationToken cancellationToken)
    {
        var done = leased.Job.Result;
        var waiting = For(payload.Event);
        if (done is not null)
        {
            var names = done.Split('\n');
            waiting = [.. waiting.Where(handler => !names.Contains(handler.Name))];
        }

        List<(string Name, Exception Exception)>? failures = null;
        for (var i = 0; i < waiting.Length; i++)
        {
            var handler = waiting[i];
            var isLast = i == waiting.Length - 1 && failures is null;
            var doneThen = done is null ? handler.Name : $"{done}\n{handler.Name}";
            var handling = new WebhookHandling(store, leased, payload, isLast ? JobTransition.Succeeded(doneThen) : JobTransition.Continue(doneThen));
            if (await TryHandleAsync(handler, handling, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                ReceivingLog.HandlerFailed(logger, failure, handler.Name, leased.Job.Id, leased.Job.AttemptCount);
                (failures ??= []).Add((handler.Name, failure));
                continue;
            }

            done = doneThen;

            // The note of the last one is the job's end.
            if (handling.IsCompleted
                || (!isLast && !await store.Jobs.ExtendJobAsync(leased, LeaseFor(waiting.Length - i), done, cancellationToken).ConfigureAwait(false)))
            {
                return null;
            }
        }

        return failures is null ? JobTransition.Succeeded(done) : throw Combine(failures);
    }

    private WebhookHandlerRegistration[] For(WebhookEvent @event) =>
        _byClass.TryGetValue(@event.GetType(), out var known)
            ? known
            : _byClass.GetOrAdd(@event.GetType(), [.. _all.Where(handler => handler.Handles(@event))]);

    /// <returns>What it threw; null for nothing.</returns>
    private async Task<Exception?> TryHandleAsync(WebhookHandlerRegistration handler, WebhookHandling handling, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        using var registration = cancellationToken.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                await handler.HandleAsync(scope.ServiceProvider, handling, limit.Token).ConfigureAwait(false);
            }

            return null;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new TimeoutException($"It took longer than {Timeout:c}.", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return e;
        }
    }

    private static HandlersFailedException Combine(List<(string Name, Exception Exception)> failures) => new(
        string.Join(" ", failures.Select(failure => $"{failure.Name} threw {failure.Exception.GetType().Name}: {failure.Exception.Message}")),
        failures[0].Exception);
}
