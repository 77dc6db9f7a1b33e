using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>
/// Pages of other sites can have a browser send a request with the cookies of this one. Browsers say of each request where it comes from;
/// older ones do not, but without leave they send neither JSON nor headers of a page's own to another site. Programs are none of this.
/// </summary>
internal static class CrossSite
{
    private const string Bearer = "Bearer ";

    // ASP.NET's cookies know it too, and answer 401 to what has it, rather than lead it to a page for people.
    private const string OwnHeader = "X-Requested-With";
    private const string OwnValue = "XMLHttpRequest";

    /// <param name="request">What would change something.</param>
    /// <param name="isOfBrowsers">Whether none but browsers call here: cookies or not, they show who somebody is by themselves.</param>
    /// <returns>Why it is refused; null if it does not come from elsewhere.</returns>
    public static string? FindRefusal(HttpRequest request, bool isOfBrowsers = false) =>
        HasToken(request.Headers.Authorization) ? null
        : IsElsewhere(request.Headers["Sec-Fetch-Site"])
            ? "The request comes from a page of another site (Sec-Fetch-Site), and could be made with somebody's cookies without their "
                + "knowledge. Send it from a page of this site, or with a token in Authorization: Bearer."
        : (isOfBrowsers || request.Headers.Cookie.Count > 0) && !IsOfOwnPage(request)
            ? "A page of another site could have made this request with somebody's cookies, without their knowledge. Send it with "
                + $"Content-Type: application/json, or with {OwnHeader}: {OwnValue}."
        : null;

    private static bool IsOfOwnPage(HttpRequest request) => JsonMediaType.IsJson(request) || request.Headers[OwnHeader] == OwnValue;

    private static bool IsElsewhere(StringValues site) => site.Any(value =>
        string.Equals(value, "cross-site", StringComparison.OrdinalIgnoreCase)
        || string.Equals(value, "same-site", StringComparison.OrdinalIgnoreCase));

    // No browser adds a token by itself, and a page of another site may send one only where the host's CORS policy lets it.
    private static bool HasToken(StringValues authorization) =>
        authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);
}
