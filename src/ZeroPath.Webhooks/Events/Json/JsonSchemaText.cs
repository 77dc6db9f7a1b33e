namespace ZeroPath.Webhooks.Events;

/// <summary>
/// Patterns that regular expressions of .NET and of JavaScript read alike. In .NET a dollar would match before a line feed.
/// </summary>
internal static class JsonSchemaText
{
    public const string Digits = $"^0*[0-9]{{1,19}}{End}";

    public const string AnyTimestamp =
        $"^{Date}T{Hours}(?::{Sixty}(?:\\.[0-9]{{1,16}})?)?(?:Z|[+-](?:(?:0[0-9]|1[0-3])(?::{Sixty})?|14(?::00)?)){End}";

    public const string UtcTimestamp = $"^{Date}T{Hours}:{Sixty}(?:\\.[0-9]{{1,7}})?Z{End}";

    private const string End = "(?![\\s\\S])";
    private const string Sixty = "[0-5][0-9]";
    private const string Hours = $"(?:[01][0-9]|2[0-3]):{Sixty}";
    private const string DayOfMonth =
        "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))";
    private const string LeapYear = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
    private const string Date = $"(?!0000)(?:[0-9]{{4}}-{DayOfMonth}|{LeapYear}-02-29)";
}
