using System.Collections.Frozen;

namespace ZeroPath.Webhooks;

/// <summary>The formats that endpoints may name.</summary>
/// <param name="own">The host's own, beside those that are built in.</param>
internal sealed class WebhookFormats(IEnumerable<IWebhookFormat> own)
{
    private readonly FrozenDictionary<string, IWebhookFormat> _byName =
        ((IWebhookFormat[])
        [
            new ZeroPathFormat(),
            new SlackFormat(),
            new TeamsFormat(),
            new PagerDutyFormat(),
            new GitHubDispatchFormat(),
            new SplunkHecFormat(),
            new CloudEventsFormat(),
            .. own,
        ]).ToFrozenDictionary(format => format.Name);

    public static WebhookFormats BuiltIn { get; } = new([]);

    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    public IWebhookFormat? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The format of an endpoint that keeps the rules.</summary>
    public IWebhookFormat Of(WebhookEndpoint endpoint) => _byName[endpoint.Format];

    /// <exception cref="FormatFailedException">The format threw.</exception>
    public WebhookFormatRequest Make(WebhookFormatInput input)
    {
        try
        {
            return Of(input.Endpoint).Make(input);
        }
        catch (Exception e)
        {
            throw new FormatFailedException(input.Endpoint.Format, e);
        }
    }

    /// <summary>Whether the endpoint's URL is a secret; of a format that is not there it may be.</summary>
    public bool HasSecretUrl(WebhookEndpoint endpoint) => Find(endpoint.Format)?.IsUrlSecret ?? true;

    /// <summary>Whether a setting of the endpoint is a secret; of a format that is not there all may be.</summary>
    public bool IsSecret(WebhookEndpoint endpoint, string setting) =>
        Find(endpoint.Format)?.Settings.FirstOrDefault(known => known.Name == setting)?.IsSecret ?? true;
}
