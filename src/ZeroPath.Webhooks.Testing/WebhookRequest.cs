using System.Collections.Immutable;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Testing;

/// <summary>
/// A request as ZeroPath would send it, or one that it would not. Every change makes another one. What <see cref="To"/> returns can be sent
/// once; call it again for a duplicate.
/// </summary>
public sealed class WebhookRequest
{
    private static readonly Uri Anywhere = new("https://receiver.example.com/");

    private readonly LeasedDelivery _delivery;

    internal WebhookRequest(WebhookEventType type, ReadOnlyMemory<byte> body)
    {
        _delivery = LeasedDelivery.NotStored(type, "", body, TimeProvider.System.GetUtcNow());
        Body = body;
    }

    private WebhookRequest(WebhookRequest other) => (_delivery, Headers, Secrets, SentTime, Body, ContentType) =
        (other._delivery, other.Headers, other.Secrets, other.SentTime, other.Body, other.ContentType);

    /// <summary>The event's id, which is the same in all duplicates.</summary>
    public string Id => _delivery.EventId;

    private ImmutableDictionary<string, string?> Headers { get; init; } =
        ImmutableDictionary<string, string?>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);

    private ImmutableList<SigningSecret> Secrets { get; init; } = [];

    private DateTimeOffset? SentTime { get; init; }

    private ReadOnlyMemory<byte> Body { get; init; }

    private string? ContentType { get; init; }

    /// <summary>With a header, in the place of one of that name.</summary>
    public WebhookRequest With(string name, string value) => new(this) { Headers = Headers.SetItem(name, value) };

    /// <summary>Without a header, be it of those that ZeroPath always sends, such as <c>webhook-id</c>.</summary>
    public WebhookRequest Without(string name) => new(this) { Headers = Headers.SetItem(name, null) };

#pragma warning disable CA1720 // Signed by somebody, not a number with a sign.
    /// <summary>Signed with a secret, beside those before.</summary>
    /// <param name="secret">The secret: <c>whsec_…</c>.</param>
    public WebhookRequest Signed(string secret) => Signed(new SigningSecret { Value = secret });

    /// <inheritdoc cref="Signed(string)"/>
    public WebhookRequest Signed(SigningSecret secret) => new(this) { Secrets = Secrets.Add(secret) };
#pragma warning restore CA1720

    /// <summary>Sent, and signed, at another time than now: too early or too late, for instance.</summary>
    public WebhookRequest SentAt(DateTimeOffset time) => new(this) { SentTime = time };

    /// <summary>With another body than the one that was signed, such as text that is no JSON.</summary>
    public WebhookRequest WithBody(ReadOnlyMemory<byte> body) => new(this) { Body = body };

    /// <summary>With another content type than <c>application/json</c>.</summary>
    public WebhookRequest WithContentType(string contentType) => new(this) { ContentType = contentType };

    /// <summary>The request, to be sent once; every call makes a duplicate.</summary>
    /// <param name="path">The receiver's address, or its path at the base address of the client.</param>
    public HttpRequestMessage To(string path)
    {
        var endpoint = new WebhookEndpoint { Name = "", Url = Anywhere, SigningSecrets = Secrets };
        var request = DeliveryRequest.Of(_delivery, endpoint, new(_delivery.Body), SentTime ?? TimeProvider.System.GetUtcNow());
        request.RequestUri = new(path, UriKind.RelativeOrAbsolute);
        if (!Body.Equals(_delivery.Body))
        {
            var content = new ReadOnlyMemoryContent(Body);
            content.Headers.ContentType = request.Content!.Headers.ContentType;
            request.Content = content;
        }

        if (ContentType is not null)
        {
            request.Content!.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.Remove(name);
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }
}
