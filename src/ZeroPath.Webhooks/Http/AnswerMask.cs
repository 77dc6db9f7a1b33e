using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ZeroPath.Webhooks;

/// <summary>
/// Masks an endpoint's secrets in what it answers, before anybody keeps it: some receivers answer with what they were sent. Each character
/// of a secret may be written as it is, or escaped as in JSON, a URL or HTML. A short word that is a secret is masked where it stands by
/// itself, not within another word: "test" leaves "latest" as it is.
/// </summary>
/// <param name="formats">Knows which settings of formats are secret, and which URLs.</param>
internal sealed partial class AnswerMask(WebhookFormats formats)
{
    public const string Masked = "***";

    // What is shorter is everywhere.
    private const int MinLength = 4;

    // Letters and digits that are fewer stand within words by chance.
    private const int MinLengthWithinWords = 8;

    // How often escapes are escaped at most, and how long one is at most.
    private const int MaxDepth = 8;
    private const int MaxEscape = 12;

    // Any JSON may have them, whatever a secret is.
    private static readonly FrozenSet<string> Literals = ["true", "false", "null"];

    // What the addresses of Slack, Teams and others have in common, by their public documentation.
    private static readonly FrozenSet<string> PublicParts = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "api", "automations", "direct", "hook", "hooks", "IncomingWebhook", "invoke", "manual", "paths", "powerautomate", "services",
        "triggers", "webhook", "webhookb2", "webhooks", "workflows");

    // Found once for an endpoint as it is, not for each of its answers.
    private readonly ConditionalWeakTable<WebhookEndpoint, string[]> _known = [];

    /// <param name="text">What was answered.</param>
    /// <param name="isWhole">Whether that is all of it. If not, a secret may have been cut at the end.</param>
    /// <param name="endpoint">The endpoint as the request was made.</param>
    public string Mask(string text, bool isWhole, WebhookEndpoint endpoint)
    {
        var secrets = text.Length < MinLength ? [] : _known.GetValue(endpoint, FindSecrets);
        if (secrets.Length == 0)
        {
            return text;
        }

        var masked = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var end = secrets.Max(secret => EndOf(secret, text, at, isWhole));
            masked.Append(end is null ? text.AsSpan(at, 1) : Masked);
            at = end ?? at + 1;
        }

        return masked.ToString();
    }

    private string[] FindSecrets(WebhookEndpoint endpoint) =>
    [
        .. SecretsOf(endpoint).SelectMany(Spellings).Where(secret => secret.Length >= MinLength && !Literals.Contains(secret)).Distinct()
            .OrderByDescending(secret => secret.Length),
    ];

    private IEnumerable<string> SecretsOf(WebhookEndpoint endpoint)
    {
        var values = endpoint.Headers.Where(header => header.Key != DeliveryHeaders.Test).Select(header => header.Value);
        var query = endpoint.Url.Query.TrimStart('?').Split('&').Select(part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var path = formats.HasSecretUrl(endpoint) ? endpoint.Url.AbsolutePath : "";
        var parts = path.Split('/').Where(part => !PublicParts.Contains(part));
        var settings = endpoint.FormatSettings.Where(setting => formats.IsSecret(endpoint, setting.Key)).Select(setting => setting.Value);
        var keys = endpoint.SigningSecrets.Select(secret => secret.Value);
        return values.Concat(settings).SelectMany(value => WithUser(value, value[(value.LastIndexOf(' ') + 1)..]))
            .Concat(query.Append(endpoint.Url.UserInfo).Append(path).Concat(parts)
                .SelectMany(part => (string[])[part, Uri.UnescapeDataString(part)]))
            .Append(Uri.UnescapeDataString(endpoint.Url.UserInfo.Split(':', 2)[^1]))
            .Concat(keys.Concat(keys.Select(key => key[(key.IndexOf('_', StringComparison.Ordinal) + 1)..])));
    }

    /// <summary>A header's value, its last word, and what Basic authentication makes of that.</summary>
    private static IEnumerable<string> WithUser(string value, string word)
    {
        yield return value;
        yield return word;
        var decoded = new byte[word.Length];
        if (value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(word, decoded, out var length))
        {
            var user = Encoding.UTF8.GetString(decoded, 0, length);
            yield return user;
            yield return user.Split(':', 2)[^1];
        }
    }

    private static IEnumerable<string> Spellings(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return [secret, Convert.ToBase64String(bytes).TrimEnd('='), Base64Url.EncodeToString(bytes)];
    }

    /// <returns>Where the secret ends that begins there; null when none does.</returns>
    private static int? EndOf(string secret, string text, int start, bool isWhole)
    {
        if (text[start] != secret[0] && text[start] is not ('%' or '\\' or '&' or '+'))
        {
            return null;
        }

        // Several: "%25" may be a percent sign that is escaped, or three characters.
        List<int> ends = [start];
        for (var i = 0; i < secret.Length; i++)
        {
            if (!isWhole && i >= MinLength && ends.Exists(end => IsCut(text, end)))
            {
                return text.Length;
            }

            ends = [.. ends.SelectMany(end => Steps(secret[i], text, end)).Distinct()];
            if (ends.Count == 0)
            {
                return null;
            }
        }

        var isWithinWords = secret.Length >= MinLengthWithinWords || !secret.All(char.IsAsciiLetterOrDigit);
        return ends.Where(end => isWithinWords || IsWord(text, start, end)).Select(end => (int?)end).Max();
    }

    /// <summary>Whether no letter or digit is beside what stands there, but those of an escape before it.</summary>
    private static bool IsWord(string text, int start, int end) =>
        (end == text.Length || !char.IsLetterOrDigit(text[end]))
        && (start == 0 || !char.IsLetterOrDigit(text[start - 1])
            || EscapeAtEnd().IsMatch(text.AsSpan(0, start)[^Math.Min(start, MaxEscape)..]));

    /// <summary>Whether the text ends there, or within an escape that begins there.</summary>
    private static bool IsCut(string text, int at) =>
        at == text.Length || (text.Length - at < MaxEscape && text[at] is '%' or '\\' or '&' or '\uFFFD');

    /// <summary>Where a character ends that is written there in any way.</summary>
    private static IEnumerable<int> Steps(char character, string text, int at)
    {
        if (at == text.Length)
        {
            return [];
        }

        IEnumerable<int> plain = text[at] == character || (text[at] == '+' && character == ' ') ? [at + 1] : [];
        return text[at] switch
        {
            '%' => plain.Concat(Percent(character, text, at + 1)),
            '\\' => plain.Concat(Backslash(character, text, at)),
            '&' => plain.Concat(Entity(character, text, at)),
            _ => plain,
        };
    }

    // %2B, %252B.
    private static IEnumerable<int> Percent(char character, string text, int at)
    {
        for (var depth = 0; depth < MaxDepth && Hex(text, at, 2) is { } code; depth++)
        {
            at += 2;
            if (code == character)
            {
                yield return at;
            }

            if (code != '%')
            {
                yield break;
            }
        }
    }

    // \", \u002b, \x2b, and all of these within another text: \\\", \\u002b.
    private static IEnumerable<int> Backslash(char character, string text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < MaxDepth && text[end] == '\\')
        {
            end++;
            if (character == '\\' && end - at > 1)
            {
                yield return end;
            }
        }

        if (end < text.Length && text[end] == character)
        {
            yield return end + 1;
        }

        foreach (var (mark, digits) in new[] { ('u', 4), ('x', 2) })
        {
            if (end < text.Length && text[end] == mark && Hex(text, end + 1, digits) == character)
            {
                yield return end + 1 + digits;
            }
        }
    }

    // &quot;, &#43;, &#x2B;
    private static IEnumerable<int> Entity(char character, string text, int at)
    {
        var length = text.AsSpan(at, Math.Min(MaxEscape, text.Length - at)).IndexOf(';') + 1;
        return length > 0 && WebUtility.HtmlDecode(text.Substring(at, length)) is [var decoded] && decoded == character
            ? [at + length]
            : [];
    }

    private static int? Hex(string text, int at, int digits) =>
        at + digits <= text.Length
        && int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? code
            : null;

    [GeneratedRegex(@"(%(25)*[0-9a-fA-F]{2}|\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[bfnrtv]))$")]
    private static partial Regex EscapeAtEnd();
}
