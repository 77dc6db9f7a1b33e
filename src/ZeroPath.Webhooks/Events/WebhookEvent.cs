using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// The <c>event</c> object of a <see cref="WebhookPayload"/>: one of the documented kinds, each a <see cref="KnownEvent"/>,
/// or an <see cref="UnknownEvent"/>. The hierarchy is closed.
/// </summary>
public abstract class WebhookEvent
{
    private protected WebhookEvent()
    {
    }

    /// <summary>What kind of event it is: the payload's <c>sourcetype</c>.</summary>
    [JsonIgnore]
    public abstract WebhookEventType Type { get; }
}
