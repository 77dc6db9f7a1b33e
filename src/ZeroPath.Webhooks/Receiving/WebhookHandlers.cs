using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>The handlers of received events.</summary>
internal sealed class WebhookHandlers(
    IEnumerable<WebhookHandlerRegistration> registrations,
    IServiceScopeFactory scopes,
    WebhookStore store,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    ILogger<WebhookHandlers> logger)
{
    private readonly Dictionary<string, WebhookHandlerRegistration> _all = registrations.ToDictionary(handler => handler.Name);
    private readonly ConcurrentDictionary<Type, string[]> _byClass = new();

    /// <summary>The names of all.</summary>
    public IReadOnlyCollection<string> Names => _all.Keys;

    private TimeSpan Timeout => options.Value.Handlers.Timeout;

    /// <summary>The names of those that handle an event, in the order in which they were registered.</summary>
    public IReadOnlyList<string> NamesFor(WebhookEvent @event) =>
        _byClass.TryGetValue(@event.GetType(), out var known)
            ? known
            : _byClass.GetOrAdd(
                @event.GetType(), [.. _all.Values.Where(handler => handler.Handles(@event)).Select(handler => handler.Name)]);

    /// <summary>A lease that outlives the run of so many handlers, one after the other.</summary>
    public TimeSpan LeaseFor(int handlers) => options.Value.Lease + (handlers * Timeout);

    /// <summary>Runs the handler that a job is for.</summary>
    /// <returns>What becomes of the job; null when the handler has recorded that itself.</returns>
    /// <exception cref="HandlerFailedException">It failed.</exception>
    public async Task<JobTransition?> RunAsync(LeasedJob leased, WebhookPayload payload, CancellationToken cancellationToken)
    {
        var handler = _all[leased.Job.Handler];
        if (!handler.Handles(payload.Event))
        {
            return JobTransition.Cancelled($"{handler.Name} does not handle events of this type any more.");
        }

        var handling = new WebhookHandling(store, leased, payload);
        if (await TryHandleAsync(handler, handling, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            ReceivingLog.HandlerFailed(logger, failure, handler.Name, leased.Job.Id, leased.Job.Starts);
            throw new HandlerFailedException(handler.Name, failure);
        }

        return handling.IsCompleted ? null : JobTransition.Succeeded();
    }

    /// <returns>What it threw; null for nothing.</returns>
    private async Task<Exception?> TryHandleAsync(
        WebhookHandlerRegistration handler, WebhookHandling handling, CancellationToken cancellationToken)
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
}
