using System.Globalization;
using System.Net.Http.Headers;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>The request of an attempt, as it leaves the process.</summary>
internal static class DeliveryRequest
{
    private const int LongestName = 256;

    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    /// <param name="delivery">The delivery; its next attempt is meant.</param>
    /// <param name="endpoint">Where it goes, with its headers and secrets.</param>
    /// <param name="formatted">What the endpoint's format made of the event.</param>
    /// <param name="startedAt">When the attempt began. It is signed.</param>
    /// <param name="signer">Adds signatures; null for none.</param>
    public static HttpRequestMessage Of(
        LeasedDelivery delivery,
        WebhookEndpoint endpoint,
        WebhookFormatRequest formatted,
        DateTimeOffset startedAt,
        IWebhookSigner? signer = null)
    {
        // A format chooses the path alone.
        var url = formatted.Path is null ? endpoint.Url : new UriBuilder(endpoint.Url) { Path = formatted.Path }.Uri;
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(formatted.Body) };
        if (formatted.ContentType == WebhookFormatRequest.Json)
        {
            request.Content.Headers.ContentType = Json;
        }
        else
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", formatted.ContentType);
        }

        var headers = request.Headers;
        headers.TryAddWithoutValidation("User-Agent", WebhookHttpClient.UserAgent);
        headers.TryAddWithoutValidation(WebhookSignature.IdHeader, delivery.EventId);
        headers.TryAddWithoutValidation(
            WebhookSignature.TimestampHeader, startedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        headers.TryAddWithoutValidation(DeliveryHeaders.Event, HeaderValue(delivery.EventType.Name));
        headers.TryAddWithoutValidation(DeliveryHeaders.Delivery, delivery.DeliveryId);
        headers.TryAddWithoutValidation(DeliveryHeaders.Attempt, delivery.NextNumber.ToString(CultureInfo.InvariantCulture));
        if ((endpoint.SigningSecrets.Count > 0 || signer is not null)
            && Sign(endpoint, delivery.EventId, startedAt, formatted.Body.Span, signer) is { Length: > 0 } signature)
        {
            headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, signature);
        }

        foreach (var (name, value) in endpoint.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static string Sign(WebhookEndpoint endpoint, string id, DateTimeOffset now, ReadOnlySpan<byte> body, IWebhookSigner? signer) =>
        WebhookSignature.Of(
            endpoint.SigningSecrets, id, now, body, signer is null ? null : content => signer.Sign(endpoint.Id, now, content));

    // A type that this version does not know may have any name, and a body any header may not.
    private static string HeaderValue(string name)
    {
        var beginning = name.Length > LongestName ? name[..LongestName] : name;
        return beginning.AsSpan().ContainsAnyExceptInRange('!', '~') ? Uri.EscapeDataString(beginning) : beginning;
    }
}
