namespace ZeroPath.Webhooks;

/// <summary>
/// Makes a request once more, on a new connection, when one that was used before broke without an answer (D50): its server had closed it
/// while nothing was under way, which says nothing about the request.
/// </summary>
/// <param name="pooled">Takes connections that were used before.</param>
/// <param name="fresh">Never does.</param>
internal sealed class RepeatingHandler(HttpMessageHandler pooled, Lazy<HttpMessageInvoker> fresh) : DelegatingHandler(pooled)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = Exchange.Current;
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException) when (exchange is { CanBeRepeated: true } && !cancellationToken.IsCancellationRequested)
        {
            exchange.Repeat();
        }

        return await fresh.Value.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && fresh.IsValueCreated)
        {
            fresh.Value.Dispose();
        }

        base.Dispose(disposing);
    }
}
