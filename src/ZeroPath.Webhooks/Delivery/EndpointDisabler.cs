using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Disables endpoints when the library decides so, and has the host told.</summary>
internal sealed class EndpointDisabler(WebhookRegistry registry, IJobStore jobs, TimeProvider time) : IDisposable
{
    // One at a time: of many attempts that find an endpoint gone, the first one has the host told.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="reason">Why, as a sentence for people.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    public async Task DisableAsync(string endpointId, string reason, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (registry.Router.FindEndpoint(endpointId) is { Enabled: true })
            {
                // In this order: told of twice is better than not told of.
                await jobs.AddAsync([FailureNoticeJob.OfEndpoint(endpointId, reason, time.GetUtcNow())], null, cancellationToken)
                    .ConfigureAwait(false);
                await registry.DisableEndpointAsync(endpointId, reason, ChangeOrigin.Library, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
