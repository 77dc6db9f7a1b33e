using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>The page itself, at the dashboard's address and at those of its screens below it.</summary>
internal sealed class DashboardPage(DashboardAssets assets, ZeroPathWebhooksDashboardOptions options)
{
    /// <summary>The part of the route that names a screen.</summary>
    public const string Screen = "screen";

    private readonly string _policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; "
            + $"form-action 'none'; frame-ancestors {options.FrameAncestors}";

    public Task WriteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        var page = assets.Page
            .Replace("{{base}}", WebUtility.HtmlEncode(BaseOf(context.Request)), StringComparison.Ordinal)
            .Replace("{{assets}}", assets.Path, StringComparison.Ordinal)
            .Replace("{{title}}", WebUtility.HtmlEncode(options.Title), StringComparison.Ordinal);
        return TypedResults.Text(page, "text/html", Encoding.UTF8).ExecuteAsync(context);
    }

    /// <summary>
    /// The way from the address of a screen to that of the dashboard, with a slash at its end. It is a relative one: what a proxy has put
    /// before the path, or taken from it, only the browser knows.
    /// </summary>
    private static string BaseOf(HttpRequest request)
    {
        if (request.RouteValues[Screen] is string { Length: > 0 } screen)
        {
            return string.Concat(Enumerable.Repeat("../", screen.Count(letter => letter == '/'))) is { Length: > 0 } up ? up : "./";
        }

        var path = request.PathBase.Value + request.Path.Value;
        return path.EndsWith('/') ? "./" : $"./{Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..])}/";
    }
}
