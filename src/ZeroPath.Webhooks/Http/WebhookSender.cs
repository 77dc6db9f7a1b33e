using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Makes one attempt: one HTTP request, whatever comes of it.</summary>
internal sealed class WebhookSender(
    WebhookTransport transport,
    WebhookFormats formats,
    AnswerMask mask,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    IWebhookSigner? signer = null)
{
    // The status has decided already, so that a body which dawdles must not hold up other deliveries for the rest of the attempt.
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    /// <param name="delivery">What to send.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="abandon">Cancelled when the host can wait no longer.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<DeliveryAttempt> SendAsync(LeasedDelivery delivery, WebhookEndpoint endpoint, CancellationToken abandon)
    {
        var start = time.GetTimestamp();
        var startedAt = time.GetUtcNow();
        var number = delivery.NextNumber;
        var activity = WebhookTracing.StartAttempt(delivery, number);
        var exchange = Exchange.Current = new();
        DeliveryAttempt attempt;
        string? detail = null;
        try
        {
            var formatted = formats.Make(InputOf(delivery, endpoint));
            detail = FormatSentences.OfRequest(endpoint, formatted);
            using var request = DeliveryRequest.Of(delivery, endpoint, formatted, startedAt, signer);
            if (endpoint.PropagateTrace)
            {
                Propagate(activity, request.Headers);
            }

            using var response = await transport.SendAsync(request, endpoint.Id, abandon).ConfigureAwait(false);
            var format = formats.Of(endpoint);
            var retryAfter = RetryAfterOf(response, format);
            var (body, isWhole) = await ReadBeginningAsync(response, options.Value.AttemptTimeout - time.GetElapsedTime(start), abandon)
                .ConfigureAwait(false);
            var isReadAsFailure = response.IsSuccessStatusCode && isWhole && !Accepts(format, (int)response.StatusCode, body ?? "");
            attempt = new()
            {
                Number = number,
                StartedAt = startedAt,
                Duration = time.GetElapsedTime(start),
                Outcome = response.IsSuccessStatusCode && !isReadAsFailure ? AttemptOutcome.Accepted : AttemptOutcome.Refused,
                StatusCode = (int)response.StatusCode,
                Response = body is null ? null : mask.Mask(body, isWhole, endpoint),
                RetryAfter = retryAfter,
                Detail = AttemptFailure.Join(
                    AttemptFailure.Join(detail, isReadAsFailure ? FormatSentences.ReadAsFailure : null), AttemptFailure.Detail(exchange)),
            };
        }
        catch (Exception e)
        {
            var (outcome, status, reason) = AttemptFailure.Of(e, exchange);
            var isAbandoned = abandon.IsCancellationRequested && status is null;
            attempt = new()
            {
                Number = number,
                StartedAt = startedAt,
                Duration = time.GetElapsedTime(start),
                Outcome = isAbandoned ? AttemptOutcome.Abandoned : outcome,
                StatusCode = status,
                Detail = isAbandoned ? null : AttemptFailure.Join(detail, reason),
            };
        }

        WebhookTracing.Ended(activity, attempt);
        return attempt;
    }

    /// <summary>Shows the request of an attempt, without making it.</summary>
    /// <param name="delivery">What would be sent.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="startedAt">When.</param>
    /// <returns>The request; null when the endpoint's format throws. Attempts say so.</returns>
    public ShownRequest? Show(LeasedDelivery delivery, WebhookEndpoint endpoint, DateTimeOffset startedAt)
    {
        WebhookFormatRequest formatted;
        try
        {
            formatted = formats.Make(InputOf(delivery, endpoint));
        }
        catch (FormatFailedException)
        {
            return null;
        }

        using var request = DeliveryRequest.Of(delivery, endpoint, formatted, startedAt, signer);
        var body = Encoding.UTF8.GetString(formatted.Body.Span);
        return new(
            request.Method.Method,
            request.RequestUri!,
            [
                .. request.Content!.Headers.NonValidated.Concat(request.Headers.NonValidated).Select(header => KeyValuePair.Create(
                    header.Key, IsSecret(header.Key) ? AnswerMask.Masked : header.Value.ToString())),
            ],
            endpoint.Format == WebhookEndpoint.ZeroPathFormat ? body : mask.Mask(body, isWhole: true, endpoint));

        bool IsSecret(string name) => name == WebhookSignature.SignatureHeader
            || (name != DeliveryHeaders.Test && endpoint.Headers.Keys.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    private static WebhookFormatInput InputOf(LeasedDelivery delivery, WebhookEndpoint endpoint) => new()
    {
        EventId = delivery.EventId,
        EventType = delivery.EventType,
        Body = delivery.Body,
        Endpoint = endpoint,
    };

    // Not the host's propagator, which may send baggage.
    private static void Propagate(Activity? activity, HttpRequestHeaders headers)
    {
        if (WebhookTracing.W3CIdOf(activity) is { } id)
        {
            headers.TryAddWithoutValidation("traceparent", id);
            if (activity!.TraceStateString is { Length: > 0 } state)
            {
                headers.TryAddWithoutValidation("tracestate", state);
            }
        }
    }

    // D62: what cannot be read counts by its status.
    private static bool Accepts(IWebhookFormat format, int status, string body)
    {
        try
        {
            return format.Accepts(status, body);
        }
        catch (Exception)
        {
            return true;
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response, IWebhookFormat format) =>
        !format.AsksForTime((int)response.StatusCode) ? null
        : response.Headers.RetryAfter is { Date: { } date } ? Later(date - time.GetUtcNow())
        : response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? SecondsOf(values.First()) : null;

    // However many digits it has: the client reads 31 bits, and gives nothing where there are more.
    private static TimeSpan? SecondsOf(string text)
    {
        var digits = text.AsSpan().Trim(' ').TrimStart('0');
        return !text.AsSpan().Trim(' ').ContainsAnyExceptInRange('0', '9') && text.Length > 0
            ? TimeSpan.FromSeconds(digits.Length > 9 ? int.MaxValue : digits.IsEmpty ? 0 : int.Parse(digits, CultureInfo.InvariantCulture))
            : null;
    }

    private static TimeSpan Later(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    /// <summary>The status has decided already: whatever happens to the body only ends the reading.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(string? Text, bool IsWhole)> ReadBeginningAsync(
        HttpResponseMessage response, TimeSpan atMost, CancellationToken abandon)
    {
        var most = (int)Math.Min(response.Content.Headers.ContentLength ?? long.MaxValue, DeliveryAttempt.MaxResponseBytes);
        if (most == 0)
        {
            return (null, true);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(most);
        var length = 0;
        var (isWhole, isBroken) = (false, false);
        ITimer? limit = null;
        CancellationTokenRegistration abandoned = default;
        try
        {
            using var stop = new CancellationTokenSource();
            using var body = await response.Content.ReadAsStreamAsync(stop.Token).ConfigureAwait(false);
            int read;
            do
            {
                var reading = body.ReadAsync(buffer.AsMemory(length, most - length), stop.Token);

                // Mostly it came with the status, and nothing need stop the reading.
                if (limit is null && !reading.IsCompleted)
                {
                    limit = time.CreateTimer(Cancel, stop, Later(atMost < LongestRead ? atMost : LongestRead), Timeout.InfiniteTimeSpan);
                    abandoned = abandon.UnsafeRegister(Cancel, stop);
                }

                read = await reading.ConfigureAwait(false);
                length += read;
            }
            while (read > 0 && length < most);
            isWhole = read == 0 || length == response.Content.Headers.ContentLength;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            isBroken = true;
        }
        finally
        {
            limit?.Dispose();
            abandoned.Unregister();
        }

        var text = length > 0 ? Encoding.UTF8.GetString(buffer, 0, length) : null;
        if (!isBroken)
        {
            // Only then nothing writes to it any more.
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return (text, isWhole);
    }

    // It may come when the reading has just ended.
    private static void Cancel(object? stop)
    {
        try
        {
            ((CancellationTokenSource)stop!).Cancel();
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
