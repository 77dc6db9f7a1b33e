namespace ZeroPath.Webhooks;

/// <summary>The documented payload, as it is stored.</summary>
internal sealed class ZeroPathFormat : IWebhookFormat
{
    public string Name => WebhookEndpoint.ZeroPathFormat;

    public WebhookFormatRequest Make(WebhookFormatInput input) => new(input.Body);
}
