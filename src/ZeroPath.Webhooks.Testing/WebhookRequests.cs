using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Testing;

/// <summary>Requests as ZeroPath would send them, to test a receiver with.</summary>
/// <example>
/// <code>
/// var request = WebhookRequests.For(WebhookEventType.ScanFailed).With("Authorization", "Bearer demo-token");
/// var first = await client.SendAsync(request.To("/webhooks/zeropath"));
/// var duplicate = await client.SendAsync(request.To("/webhooks/zeropath"));
/// var stranger = await client.SendAsync(request.Without("Authorization").To("/webhooks/zeropath"));
/// </code>
/// </example>
public static class WebhookRequests
{
    /// <summary>A new request with the documented sample of each type.</summary>
    public static IEnumerable<WebhookRequest> All() => EventCatalog.All.Select(definition => For(definition.CreateSample()));

    /// <summary>A request with the documented sample of a type.</summary>
    /// <param name="type">The type, such as <see cref="WebhookEventType.ScanComplete"/>.</param>
    /// <exception cref="ArgumentException">The type is not documented.</exception>
    public static WebhookRequest For(WebhookEventType type) => EventCatalog.Find(type) is { } definition
        ? For(definition.CreateSample())
        : throw new ArgumentException(
            $"'{type}' is not among the documented types: it has no sample. {NearestEventType.Hint(type.Name)} Or give a payload.",
            nameof(type));

    /// <summary>A request with an event, from <c>zeropath.com</c>.</summary>
    /// <param name="webhookEvent">The event.</param>
    public static WebhookRequest For(WebhookEvent webhookEvent)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        var options = new ZeroPathWebhooksOptions();
        return For(new WebhookPayload
        {
            Time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            Host = options.Host,
            Source = options.Source,
            Event = webhookEvent,
        });
    }

    /// <summary>A request with a payload.</summary>
    /// <param name="payload">The payload.</param>
    public static WebhookRequest For(WebhookPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new(payload.Event.Type, WebhookJson.Write(payload));
    }
}
