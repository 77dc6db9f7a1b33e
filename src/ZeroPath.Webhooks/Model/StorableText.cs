using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ZeroPath.Webhooks;

/// <summary>
/// Free text that others wrote, made fit for every store (D58): what a database cannot hold, a NUL or half of a surrogate pair, is
/// replaced, alike for all. Keys are never replaced, lest two become one: one that cannot be stored is refused where it comes in.
/// </summary>
internal static class StorableText
{
    private const int MaxReason = 1_000;
    private const char Replacement = '\uFFFD';

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) =>
        text is null || !(text.Contains('\0', StringComparison.Ordinal) || text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            ? text
            : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', Replacement);

    /// <summary>What an exception says, as the reason why a job failed.</summary>
    public static string ReasonOf(Exception exception) => Fit($"{exception.GetType().Name}: {exception.Message}", MaxReason);

    /// <summary>At most so many characters of it, and then an ellipsis.</summary>
    public static string Fit(string text, int max) => Of(text.Length > max ? $"{text.AsSpan(0, max)}…" : text);
}
