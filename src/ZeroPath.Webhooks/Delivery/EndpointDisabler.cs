using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Disables endpoints when the library decides so, and has the host told. Attempts only ask for it, and wait for nothing; many that ask
/// come to one change.
/// </summary>
internal sealed class EndpointDisabler(WebhookRegistry registry, IJobStore jobs, TimeProvider time, ILogger<DeliveryDispatcher> logger)
    : IDisposable
{
    /// <summary>No change has more: others may wait for it.</summary>
    private const int MaxAtOnce = 500;

    private readonly ConcurrentDictionary<string, string> _asked = [];

    // One change at a time: whoever asks meanwhile is in the next one.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Asks for an endpoint to be disabled. From now on nothing is sent to it.</summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="reason">Why, as a sentence for people.</param>
    public void Ask(string endpointId, string reason) => _asked.TryAdd(endpointId, reason);

    /// <summary>Whether somebody has asked for it, and it is not done yet.</summary>
    public bool IsAsked(string endpointId) => _asked.ContainsKey(endpointId);

    /// <summary>Disables those that were asked for. When the store throws, they are kept for the next call.</summary>
    /// <param name="cancellationToken">Cancels between two calls of the store.</param>
    public async Task DisableAsync(CancellationToken cancellationToken)
    {
        if (_asked.IsEmpty)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (_asked.Take(MaxAtOnce).ToArray() is { Length: > 0 } page)
            {
                await DisableAsync(page, cancellationToken).ConfigureAwait(false);
                foreach (var asked in page)
                {
                    _asked.TryRemove(asked);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task DisableAsync(KeyValuePair<string, string>[] page, CancellationToken cancellationToken)
    {
        await registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var endpoints = page.Select(asked => registry.Router.FindEndpoint(asked.Key)).OfType<WebhookEndpoint>()
            .Where(endpoint => endpoint.Enabled)
            .Select(endpoint => endpoint with { Enabled = false, DisabledReason = _asked[endpoint.Id] })
            .ToList();
        if (endpoints.Count == 0)
        {
            return;
        }

        // In this order: told of twice is better than not told of. The key makes the second time none, on whatever node.
        var now = time.GetUtcNow();
        await jobs.AddAsync([.. endpoints.Select(endpoint => FailureNoticeJob.OfDisabled(endpoint, now))], null, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            await registry.UpdateAsync([.. endpoints.Select(RoutingEdit.Save)], ChangeOrigin.Library, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebhookConflictException or WebhookConfigurationException)
        {
            // Of one of them. The others shall not wait for it.
            foreach (var endpoint in endpoints)
            {
                await DisableAsync(endpoint, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task DisableAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            await registry.DisableEndpointAsync(endpoint.Id, endpoint.DisabledReason!, ChangeOrigin.Library, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or WebhookConflictException or WebhookConfigurationException)
        {
            // It was removed, or is changed over and over. What fails at it next asks again.
            DispatchLog.NotDisabled(logger, e, endpoint.Id);
        }
    }
}
