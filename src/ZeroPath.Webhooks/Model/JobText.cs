using System.Text;

namespace ZeroPath.Webhooks;

/// <summary>Text that others wrote, made fit for every store.</summary>
internal static class JobText
{
    private const int MaxReason = 1_000;
    private const char Replacement = '\uFFFD';

    /// <summary>What an exception says, as the reason why a job failed.</summary>
    public static string ReasonOf(Exception exception) => Fit($"{exception.GetType().Name}: {exception.Message}", MaxReason);

    /// <summary>
    /// At most so many characters of it, and then an ellipsis; what stores cannot keep, a NUL or half of a surrogate pair, is replaced.
    /// </summary>
    public static string Fit(string text, int max)
    {
        var cut = text.Length > max ? $"{text.AsSpan(0, max)}…" : text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)).Replace('\0', Replacement);
    }
}
