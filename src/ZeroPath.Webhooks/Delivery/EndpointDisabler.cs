using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Disables endpoints when the library decides so, and has the host told.</summary>
internal sealed class EndpointDisabler(WebhookRegistry registry, IFailureNoticeStore notices)
{
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="reason">Why, as a sentence for people.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    public async Task DisableAsync(string endpointId, string reason, CancellationToken cancellationToken)
    {
        if (registry.Router.FindEndpoint(endpointId) is { Enabled: true })
        {
            // In this order: told of twice is better than not told of.
            await notices.AddDisabledEndpointAsync(endpointId, reason, cancellationToken).ConfigureAwait(false);
            await registry.DisableEndpointAsync(endpointId, reason, ChangeOrigin.Library, cancellationToken).ConfigureAwait(false);
        }
    }
}
