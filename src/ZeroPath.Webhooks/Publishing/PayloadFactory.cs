using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// Makes the payload of an event: with the current time and the host's <see cref="ZeroPathWebhooksOptions.Host"/> and source.
/// </summary>
internal sealed class PayloadFactory(IOptions<ZeroPathWebhooksOptions> options, TimeProvider time)
{
    public WebhookPayload Create(WebhookEvent webhookEvent) => new()
    {
        Time = time.GetUtcNow().ToUnixTimeSeconds(),
        Host = options.Value.Host,
        Source = options.Value.Source,
        Event = webhookEvent,
    };
}
