using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.AspNetCore;

/// <summary>Paths as they stand in a header.</summary>
internal static partial class UrlPath
{
    /// <summary>
    /// A path that the server has decoded, encoded again, so that it leads to where it came from. <see cref="PathString.ToUriComponent()"/>
    /// would leave what looks encoded, such as the %41 of a value that is %41.
    /// </summary>
    public static string Encode(PathString path) => Segment().Replace(path.Value ?? "", segment => Uri.EscapeDataString(segment.Value));

    /// <summary>
    /// An id from a segment of a path that the server has decoded, but for slashes. No id has %2F in it: IdRules.
    /// </summary>
    public static string Decode(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    // Servers leave an encoded slash as it was written.
    [GeneratedRegex("((?!%2F)[^/])+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Segment();
}
