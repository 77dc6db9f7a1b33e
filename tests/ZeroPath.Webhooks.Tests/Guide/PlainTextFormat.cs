using System.Text;

namespace ZeroPath.Webhooks.Tests.Guide;

#region format
public sealed class PlainTextFormat : IWebhookFormat
{
    public string Name => "PlainText";

    public WebhookFormatRequest Make(WebhookFormatInput input) =>
        new(Encoding.UTF8.GetBytes($"{input.EventType.Name} happened.")) { ContentType = "text/plain; charset=utf-8" };
}
#endregion
