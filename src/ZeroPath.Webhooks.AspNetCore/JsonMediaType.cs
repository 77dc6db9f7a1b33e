using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ZeroPath.Webhooks.AspNetCore;

internal static class JsonMediaType
{
    /// <summary>Whether a request says that its body is JSON in UTF-8, as it is.</summary>
    public static bool IsJson(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding;
        return request.Headers.ContentType is [{ } type] && IsJson(type)
            && (encoding.Count == 0 || string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsJson(string type) =>
        type is "application/json" or "application/json; charset=utf-8"
        || (MediaTypeHeaderValue.TryParse(type, out var media) && IsJson(media)
            && (!media.Charset.HasValue || IsUtf8(HeaderUtilities.RemoveQuotes(media.Charset))));

    private static bool IsJson(MediaTypeHeaderValue media) =>
        media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || (media.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
            && media.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));

    // Without the hyphen it is in no registry, but widely written.
    private static bool IsUtf8(StringSegment charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);
}
