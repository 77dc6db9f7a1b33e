using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ZeroPath.Webhooks.AspNetCore.Inbound;

/// <summary>
/// Takes the secrets of triggers out of queries, known by their prefix wherever they are, before anything else sees the request: ASP.NET
/// Core logs it, with its query, and starts its trace as soon as there is a context, before the first middleware.
/// </summary>
/// <remarks>
/// The host no longer takes up the context of a connection's last request again, as it does with its own factory:
/// a few small objects a request.
/// </remarks>
internal sealed class SecretHidingContextFactory(IHttpContextFactory inner) : IHttpContextFactory
{
    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { } request && MayHoldOne(request.QueryString))
        {
            Hide(request, featureCollection);
        }

        return inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => inner.Dispose(httpContext);

    private static bool MayHoldOne(string query) =>
        query.Contains(InboundTriggerSecret.Prefix, StringComparison.Ordinal) || query.Contains('%');

    private static void Hide(IHttpRequestFeature request, IFeatureCollection features)
    {
        var secrets = new List<string>();
        var left = new StringBuilder();
        var found = false;
        foreach (var pair in new QueryStringEnumerable(request.QueryString))
        {
            var value = pair.DecodeValue().Span;
            if (!value.StartsWith(InboundTriggerSecret.Prefix))
            {
                left.Append(left.Length == 0 ? '?' : '&').Append(pair.EncodedName).Append('=').Append(pair.EncodedValue);
                continue;
            }

            found = true;
            if (pair.DecodeName().Span.Equals(HiddenTriggerSecrets.QueryParameter, StringComparison.OrdinalIgnoreCase))
            {
                secrets.Add(value.ToString());
            }
        }

        if (found)
        {
            request.QueryString = left.ToString();
            request.RawTarget = $"{request.RawTarget.Split('?')[0]}{left}";
            features.Set(new HiddenTriggerSecrets(secrets));
        }
    }
}
