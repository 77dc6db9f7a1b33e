namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>
/// Secrets never come out: the values of headers, and those in the query of a URL, where receivers have their keys. Its path is shown, as
/// whoever edits an endpoint must see where it goes.
/// </summary>
internal static class Masking
{
    public const string Masked = "***";

    public static string Mask(Uri url)
    {
        var (start, query) = Split(url.OriginalString);
        return start + Mask(query);
    }

    /// <summary>A URL as it was written, with the stored query where what is shown of that was written.</summary>
    /// <returns>The URL, or what is wrong.</returns>
    public static (string Url, string? Problem) Unmask(string written, Uri? stored)
    {
        var (start, query) = Split(written);
        if (!query.Contains(Masked, StringComparison.Ordinal))
        {
            return (written, null);
        }

        var kept = stored is null ? "" : Split(stored.OriginalString).Query;
        return query != Mask(kept) ? (written, $"Its query has {Masked}, but is not what was shown. Write all of the query.")
            : !HaveOneOrigin(start, stored!) ? (
                written, $"The host changes, so the stored values in its query are not taken along. Write them in the place of {Masked}.")
            : (start + kept, null);
    }

    /// <summary>
    /// Headers as they were written, with the stored values in the place of <see cref="Masked"/>; not those that would go to another host
    /// than before, where somebody may wait for them.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Unmask(
        IReadOnlyDictionary<string, string> written, WebhookEndpoint stored, string url, List<WebhooksProblemItem> errors)
    {
        var result = new Dictionary<string, string>();
        foreach (var (name, value) in written)
        {
            result[name] = value;
            if (value != Masked)
            {
                continue;
            }

            if (stored.Headers.FirstOrDefault(header =>
                header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { Value: { } kept })
            {
                errors.Add(new($"headers[{ShownName.Of(name)}]", $"There is no stored value for {Masked} to stand for. Write the value."));
            }
            else if (!HaveOneOrigin(url, stored.Url))
            {
                errors.Add(new($"headers[{ShownName.Of(name)}]",
                    $"The host of the URL changes, so the stored value is not taken along. Write the value in the place of {Masked}."));
            }
            else
            {
                result[name] = kept;
            }
        }

        return result;
    }

    private static (string Start, string Query) Split(string url)
    {
        var end = url.IndexOf('?', StringComparison.Ordinal) + 1;
        return end == 0 ? (url, "") : (url[..end], url[end..]);
    }

    private static string Mask(string query) => query.Length == 0 ? "" : string.Join('&', query.Split('&').Select(part =>
        $"{part[..(part.IndexOf('=', StringComparison.Ordinal) + 1)]}{Masked}"));

    private static bool HaveOneOrigin(string url, Uri stored) => Uri.TryCreate(url, UriKind.Absolute, out var other)
        && Uri.Compare(other, stored, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
