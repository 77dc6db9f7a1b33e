using System.Globalization;
using System.Text.RegularExpressions;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Times that people and programs write: with an offset, as this machine's own is nobody's business.</summary>
internal static partial class ApiTime
{
    public const string Remedy = "Write a date and time with Z or an offset, such as 2026-01-31T10:30:00Z; in a URL + is written %2B.";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            Fraction().Replace(text ?? "", "$1"), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    // RFC 3339 has as many digits as anybody likes, DateTimeOffset seven.
    [GeneratedRegex(@"(\.[0-9]{7})[0-9]+")]
    private static partial Regex Fraction();
}
