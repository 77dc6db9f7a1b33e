using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks;

/// <summary>Calls an inbound trigger by its URL, from another system.</summary>
/// <remarks>Safe for concurrent calls. It shows the secret to nobody but the trigger.</remarks>
/// <example>
/// <code>
/// var client = new InboundTriggerClient(http, new Uri(url));
/// var executionId = await client.CallAsync(report, "application/json", idempotencyKey: "build-42");
/// </code>
/// </example>
public sealed class InboundTriggerClient
{
    private const int MaxAnswer = 4096;

    private readonly HttpClient _http;
    private readonly TriggerAddress _address;

    /// <summary>A client of one trigger.</summary>
    /// <param name="http">Sends the calls. Its handler should not follow redirects: they would take the secret along.</param>
    /// <param name="triggerUrl">The URL that was shown when the trigger was created, with the query parameter <c>secret</c>.</param>
    /// <exception cref="ArgumentException">It is no such URL, or would send the secret in the clear to another machine.</exception>
    public InboundTriggerClient(HttpClient http, Uri triggerUrl)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(triggerUrl);
        (_http, _address) = (http, TriggerAddress.Of(triggerUrl));
    }

    /// <summary>
    /// Whether the secret stays in the URL, as ZeroPath documents it. Off: it goes in the header <see cref="InboundTriggerSecret.Header"/>,
    /// which this library knows too, because addresses are written down on their way where headers are not.
    /// </summary>
    public bool SecretInQuery { get; init; }

    /// <summary>Calls the trigger with a payload as JSON.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="typeInfo">How it is written, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="idempotencyKey">
    /// A name for this call. Calling again with it makes no second execution, so that a call whose answer was lost can be repeated.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the trigger may have been called.</param>
    /// <inheritdoc cref="CallAsync(ReadOnlyMemory{byte}, string?, string?, CancellationToken)"/>
    public Task<string?> CallAsync<T>(
        T payload, JsonTypeInfo<T> typeInfo, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        CallAsync(JsonSerializer.SerializeToUtf8Bytes(payload, typeInfo), "application/json", idempotencyKey, cancellationToken);

    /// <summary>Calls the trigger with a payload of any kind.</summary>
    /// <param name="payload">The payload, byte by byte.</param>
    /// <param name="contentType">Its media type; null for none.</param>
    /// <param name="idempotencyKey">
    /// A name for this call. Calling again with it makes no second execution, so that a call whose answer was lost can be repeated.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the trigger may have been called.</param>
    /// <returns>The execution's id, once it is stored; null from a service that does not tell it.</returns>
    /// <exception cref="InboundTriggerCallException">The call was answered, but not accepted.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<string?> CallAsync(
        ReadOnlyMemory<byte> payload, string? contentType, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, SecretInQuery ? _address.WithSecret : _address.Plain);
        request.Content = new ReadOnlyMemoryContent(payload);
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        if (!SecretInQuery)
        {
            request.Headers.Add(InboundTriggerSecret.Header, _address.Secret);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? await ReadIdAsync(response, cancellationToken).ConfigureAwait(false)
            : throw new InboundTriggerCallException(response.StatusCode, response.Headers.RetryAfter?.Delta);
    }

    private static async Task<string?> ReadIdAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = new byte[MaxAnswer];
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            try
            {
                var json = JsonElement.Parse(answer.AsSpan(0, length));
                return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("executionId", out var id)
                    && id.ValueKind == JsonValueKind.String
                    ? id.GetString()
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
