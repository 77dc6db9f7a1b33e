namespace ZeroPath.Webhooks;

/// <summary>A trigger's URL, and the secret in it.</summary>
internal sealed class TriggerAddress
{
    private const string Parameter = "secret=";
    private const string Example = "https://example.com/api/agent/webhook/trg_…?secret=…";

    private TriggerAddress(Uri withSecret, Uri plain, string secret) => (WithSecret, Plain, Secret) = (withSecret, plain, secret);

    public Uri WithSecret { get; }

    public Uri Plain { get; }

    public string Secret { get; }

    /// <exception cref="ArgumentException">It cannot be used. The message does not show it.</exception>
    public static TriggerAddress Of(Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            throw Wrong("is no absolute https address");
        }

        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
        {
            throw Wrong("is a plain http address of another machine, where the secret could be read on its way");
        }

        var parts = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);
        if (Array.FindAll(parts, IsSecret) is not [var secret] || secret.Length == Parameter.Length)
        {
            throw Wrong("has not exactly one secret in its query");
        }

        var plain = new UriBuilder(url) { Query = string.Join('&', Array.FindAll(parts, part => !IsSecret(part))), Fragment = "" };
        return new(url, plain.Uri, Uri.UnescapeDataString(secret[Parameter.Length..]));
    }

    private static bool IsSecret(string part) => part.StartsWith(Parameter, StringComparison.OrdinalIgnoreCase);

    private static ArgumentException Wrong(string what) =>
        new($"The trigger's URL (***) {what}. Write it as it was shown, such as {Example}.");
}
