using System.Collections.Frozen;
using System.Globalization;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Testing;

/// <summary>A request that would have left the process.</summary>
public sealed class RecordedRequest
{
    private readonly ReadOnlyMemory<byte> _payload;

    private RecordedRequest(
        Uri url, FrozenDictionary<string, string> headers, ReadOnlyMemory<byte> body, DateTimeOffset sentAt, ReadOnlyMemory<byte>? payload)
    {
        (Url, Headers, Body, SentAt, _payload) = (url, headers, body, sentAt, payload ?? body);
    }

    /// <summary>Where it went.</summary>
    public Uri Url { get; }

    /// <summary>Its headers by name, ignoring case; several values of one are joined with a comma.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Its body, byte by byte.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>When it was sent, by the fake clock.</summary>
    public DateTimeOffset SentAt { get; }

    /// <summary>The event's id: its <c>webhook-id</c>.</summary>
    public string EventId => Headers[WebhookSignature.IdHeader];

    /// <summary>The delivery's id: its <c>zeropath-delivery</c>.</summary>
    public string DeliveryId => Headers[DeliveryHeaders.Delivery];

    /// <summary>The number of the attempt, from 1: its <c>zeropath-attempt</c>.</summary>
    public int Attempt => int.Parse(Headers[DeliveryHeaders.Attempt], CultureInfo.InvariantCulture);

    /// <summary>The published payload, also where the endpoint's format makes another body of it.</summary>
    /// <exception cref="WebhookJsonException">It was a test send in another format: its payload is nowhere to be read.</exception>
    public WebhookPayload Payload => WebhookJson.Read(_payload.Span);

    /// <summary>The event in it, of its class, such as <see cref="ScanCompleteEvent"/>.</summary>
    /// <inheritdoc cref="Payload" path="/exception"/>
    public WebhookEvent Event => Payload.Event;

    /// <summary>Shows method, URL and attempt.</summary>
    public override string ToString() => $"POST {Url} ({Headers[DeliveryHeaders.Event]}, attempt {Attempt})";

    internal static async Task<RecordedRequest> OfAsync(
        HttpRequestMessage request, DateTimeOffset sentAt, WebhookHistory history, CancellationToken cancellationToken)
    {
        var headers = request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated).ToFrozenDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var stored = await history.FindEventAsync(headers[WebhookSignature.IdHeader], cancellationToken).ConfigureAwait(false);
        return new(request.RequestUri!, headers, body, sentAt, stored?.Body);
    }
}
