using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ZeroPath.Webhooks.AspNetCore.Inbound;

/// <summary>
/// Takes the secrets of triggers out of a request's path and query, known by their prefix wherever they are, before anything else sees the
/// request: ASP.NET Core logs it, with both, and starts its trace as soon as there is a context, before the first middleware.
/// </summary>
/// <remarks>
/// The host no longer takes up the context of a connection's last request again, as it does with its own factory:
/// a few small objects a request.
/// </remarks>
internal sealed partial class SecretHidingContextFactory(IHttpContextFactory inner) : IHttpContextFactory
{
    private const string Masked = "***";

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { } request)
        {
            if (MayHoldOne(request.Path) && Secret().IsMatch(request.Path))
            {
                request.Path = Hide(request.Path);
                request.RawTarget = Hide(request.RawTarget);
            }

            if (MayHoldOne(request.QueryString) && Secret().IsMatch(request.QueryString))
            {
                HideInQuery(request, featureCollection);
            }
        }

        return inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => inner.Dispose(httpContext);

    private static bool MayHoldOne(string text) =>
        text.Contains(InboundTriggerSecret.Prefix, StringComparison.OrdinalIgnoreCase) || text.Contains('%');

    private static string Hide(string text) => Secret().Replace(text, Masked);

    private static void HideInQuery(IHttpRequestFeature request, IFeatureCollection features)
    {
        var secrets = new List<string>();
        var left = new StringBuilder();
        foreach (var pair in new QueryStringEnumerable(request.QueryString))
        {
            var value = pair.DecodeValue().Span;
            if (!value.StartsWith(InboundTriggerSecret.Prefix))
            {
                left.Append(left.Length == 0 ? '?' : '&').Append(Hide($"{pair.EncodedName}")).Append('=')
                    .Append(Hide($"{pair.EncodedValue}"));
            }
            else if (pair.DecodeName().Span.Equals(HiddenTriggerSecrets.QueryParameter, StringComparison.OrdinalIgnoreCase))
            {
                secrets.Add(value.ToString());
            }
        }

        request.QueryString = left.ToString();
        request.RawTarget = $"{request.RawTarget.Split('?')[0]}{left}";
        features.Set(new HiddenTriggerSecrets(secrets));
    }

    // Each character as it is or escaped, once or more often: one URL can be within another.
    [GeneratedRegex(
        "(?:z|%(?:25)*7a)(?:p|%(?:25)*70)(?:t|%(?:25)*74)(?:_|%(?:25)*5f)"
            + "(?:[0-9a-z_-]|%(?:25)*(?:2d|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a]))*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
