namespace ZeroPath.Webhooks;

/// <summary>
/// Turns events into requests of another system, such as a chat. An endpoint names it as its <see cref="WebhookEndpoint.Format"/>. It is
/// called by many threads at once, for every attempt.
/// </summary>
public interface IWebhookFormat
{
    /// <summary>What endpoints call it, exactly. No other format has the name.</summary>
    string Name { get; }

    /// <summary>What may stand in <see cref="WebhookEndpoint.FormatSettings"/>; nothing unless it says so.</summary>
    IReadOnlyList<WebhookFormatSetting> Settings => [];

    /// <summary>
    /// Whether whoever knows an endpoint's URL may post there. Then all of it beyond the host is shown as <c>***</c>, and masked in
    /// answers.
    /// </summary>
    bool IsUrlSecret => false;

    /// <summary>
    /// Makes the request from the event and the endpoint alone, without clock, randomness or culture: each attempt sends the same bytes.
    /// </summary>
    /// <param name="input">The event and the endpoint.</param>
    WebhookFormatRequest Make(WebhookFormatInput input);

    /// <summary>
    /// Whether an answer with a 2xx status means that the event was taken, for systems that say 200 and mean failure. An answer that is
    /// longer than <see cref="DeliveryAttempt.MaxResponseBytes"/>, or does not come to an end in a second, counts by its status.
    /// </summary>
    /// <param name="statusCode">The status, from 200 to 299.</param>
    /// <param name="body">All of the answer's body; empty if it has none.</param>
    bool Accepts(int statusCode, string body) => true;

    /// <summary>Whether an answer with this status may say in <c>Retry-After</c> when to come again.</summary>
    /// <param name="statusCode">The status.</param>
    bool AsksForTime(int statusCode) => statusCode is 429 or 503;
}
