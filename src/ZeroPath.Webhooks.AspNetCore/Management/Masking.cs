using System.Collections.ObjectModel;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>
/// Secrets never come out: the values of headers, those of formats' settings that are secret, and those in the query of a URL, where
/// receivers have their keys. The URL's path is shown, as whoever edits an endpoint must see where it goes; but not where the format says
/// that the URL is a secret. What comes back as it was shown stays as it is stored.
/// </summary>
/// <param name="stored">The endpoint as it is stored.</param>
/// <param name="written">What the caller wrote of it.</param>
/// <param name="formats">Which settings and URLs are secret.</param>
/// <param name="errors">Gets what is wrong with what was written.</param>
internal sealed class Masking(
    WebhookEndpoint stored, EndpointResource written, WebhookFormats formats, List<WebhooksProblemItem> errors)
{
    public const string Masked = "***";

    private readonly bool _hasSameFormat = (written.Format ?? WebhookEndpoint.ZeroPathFormat) == stored.Format;

    public static string Mask(WebhookEndpoint endpoint, WebhookFormats formats)
    {
        if (formats.HasSecretUrl(endpoint))
        {
            return $"{endpoint.DisplayUrl}/{Masked}";
        }

        var (start, query) = Split(endpoint.Url.OriginalString);
        return start + Mask(query);
    }

    /// <summary>The URL as it was written, with what is stored where what is shown of that was written.</summary>
    public string UnmaskUrl()
    {
        var shown = Mask(stored, formats);
        var (start, query) = Split(written.Url);
        var isSecret = formats.HasSecretUrl(stored);
        if (isSecret && written.Url == shown)
        {
            return _hasSameFormat ? stored.Url.OriginalString : Refuse(
                $"The format changes, so the stored URL is not taken along. Write all of it in the place of {Masked}.");
        }

        if (start.Contains(Masked, StringComparison.Ordinal)
            && (isSecret || formats.HasSecretUrl(stored with { Format = written.Format! })))
        {
            return Refuse($"Its path has {Masked}, but is not what was shown. Write all of the URL.");
        }

        if (!query.Contains(Masked, StringComparison.Ordinal))
        {
            return written.Url;
        }

        var kept = stored.Url is null ? "" : Split(stored.Url.OriginalString).Query;
        return isSecret || query != Mask(kept) ? Refuse($"Its query has {Masked}, but is not what was shown. Write all of the query.")
            : !HaveOneOrigin(start, stored.Url!) ? Refuse(
                $"The host changes, so the stored values in its query are not taken along. Write them in the place of {Masked}.")
            : start + kept;
    }

    /// <summary>
    /// Headers as they were written, with the stored values in the place of <see cref="Masked"/>; not those that would go to another host
    /// than before, where somebody may wait for them.
    /// </summary>
    /// <param name="url">The URL as it is to be.</param>
    public IReadOnlyDictionary<string, string> UnmaskHeaders(string url) =>
        Unmask(written.Headers, stored.Headers, "headers", url, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same for the settings of the format; none is taken along to another format, which may show it.</summary>
    /// <param name="url">The URL as it is to be.</param>
    public IReadOnlyDictionary<string, string> UnmaskFormatSettings(string url) => Unmask(
        written.FormatSettings,
        _hasSameFormat ? stored.FormatSettings : ReadOnlyDictionary<string, string>.Empty,
        "formatSettings",
        url,
        StringComparison.Ordinal);

    private Dictionary<string, string> Unmask(
        IReadOnlyDictionary<string, string>? values, IReadOnlyDictionary<string, string> kept, string member, string url,
        StringComparison comparison)
    {
        var result = new Dictionary<string, string>();
        foreach (var (name, value) in values ?? ReadOnlyDictionary<string, string>.Empty)
        {
            result[name] = value;
            if (value != Masked)
            {
                continue;
            }

            if (kept.FirstOrDefault(item => item.Key.Equals(name, comparison)) is not { Value: { } before })
            {
                errors.Add(new($"{member}[{ShownName.Of(name)}]", $"There is no stored value for {Masked} to stand for. Write the value."));
            }
            else if (!HaveOneOrigin(url, stored.Url))
            {
                errors.Add(new($"{member}[{ShownName.Of(name)}]",
                    $"The host of the URL changes, so the stored value is not taken along. Write the value in the place of {Masked}."));
            }
            else
            {
                result[name] = before;
            }
        }

        return result;
    }

    private string Refuse(string problem)
    {
        errors.Add(new("url", problem));
        return written.Url;
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
