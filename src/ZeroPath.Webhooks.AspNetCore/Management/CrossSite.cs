using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>
/// Pages of other sites can have a browser send a request with the cookies of this one. Browsers say of each request where it comes from;
/// programs do not, and are none of this.
/// </summary>
internal static class CrossSite
{
    private const string Bearer = "Bearer ";

    /// <returns>Why what would change something is refused; null if it does not come from elsewhere.</returns>
    public static string? FindRefusal(HttpRequest request) =>
        IsElsewhere(request.Headers["Sec-Fetch-Site"]) && !HasToken(request.Headers.Authorization)
            ? "The request comes from a page of another site (Sec-Fetch-Site), and could be made with somebody's cookies without their "
                + "knowledge. Send it from a page of this site, or with a token in Authorization: Bearer."
            : null;

    private static bool IsElsewhere(StringValues site) => site.Any(value =>
        string.Equals(value, "cross-site", StringComparison.OrdinalIgnoreCase)
        || string.Equals(value, "same-site", StringComparison.OrdinalIgnoreCase));

    // No browser adds a token by itself, and a page of another site may send one only where the host's CORS policy lets it.
    private static bool HasToken(StringValues authorization) =>
        authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);
}
