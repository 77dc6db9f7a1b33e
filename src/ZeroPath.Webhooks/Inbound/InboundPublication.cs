using System.Globalization;
using System.Text;
using System.Text.Json;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>Publishes an execution as <c>INBOUND_WEBHOOK</c>, once.</summary>
/// <remarks>
/// A subscriber may be a trigger again. What it is sent then is a payload of this kind, in which <c>metadata.hops</c> says how often that
/// has happened: the count goes where the payload goes, and nothing else need be kept or sent.
/// </remarks>
internal static class InboundPublication
{
    /// <summary>What has come through so many triggers already is not published again.</summary>
    public const int MaxHops = 5;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>False when it has come through too many triggers.</returns>
    public static async Task<bool> PublishAsync(
        IWebhookPublisher publisher, PayloadFactory payloads, InboundTrigger trigger, Job job, CancellationToken cancellationToken)
    {
        var json = ParseJson(job.Body);
        var hops = HopsOf(json) + 1;
        if (hops > MaxHops)
        {
            return false;
        }

        try
        {
            var payload = PayloadOf(payloads, trigger, job, json, hops);
            await publisher.PublishAsync(payload, new() { IdempotencyKey = job.Id }, cancellationToken).ConfigureAwait(false);
        }
        catch (IdempotencyConflictException)
        {
            // Published by an attempt before, when the trigger had another name.
        }

        return true;
    }

    private static WebhookPayload PayloadOf(PayloadFactory payloads, InboundTrigger trigger, Job job, JsonElement? json, int hops) =>
        FormsOf(job.Body, json).Select(form => payloads.Create(EventOf(trigger, job, hops, form.Encoding, form.Payload)))
            .First(payload => WebhookValidator.Validate(payload).Count == 0);

    /// <summary>
    /// The payload in the forms that it can take, best first. Within an event one may be nested too deep, or be too large.
    /// </summary>
    private static IEnumerable<(string Encoding, JsonElement? Payload)> FormsOf(ReadOnlyMemory<byte> body, JsonElement? json)
    {
        if (json is { } element)
        {
            yield return ("json", element);
        }

        yield return ParseText(body) is { } text ? ("text", JsonOf(text)) : ("base64", JsonOf(Convert.ToBase64String(body.Span)));
        yield return ("omitted", null);
    }

    private static InboundWebhookEvent EventOf(InboundTrigger trigger, Job job, int hops, string encoding, JsonElement? payload)
    {
        var members = new Dictionary<string, JsonElement>
        {
            ["triggerId"] = JsonOf(trigger.Id),
            ["triggerName"] = JsonOf(trigger.Name),
            ["executionId"] = JsonOf(job.Id),
            ["hops"] = JsonElement.Parse(hops.ToString(CultureInfo.InvariantCulture)),
            ["payloadEncoding"] = JsonOf(encoding),
        };
        if (payload is { } value)
        {
            members["payload"] = value;
        }

        return new()
        {
            // Of the job, so that publishing it again makes the same event.
            Timestamp = job.CreatedAt,
            Organization = new() { Id = trigger.OrganizationId! },
            Metadata = new() { AdditionalMembers = members },
        };
    }

    /// <summary>How often it was published before. Whatever says that it is of this kind was so once at least.</summary>
    private static int HopsOf(JsonElement? json)
    {
        if (Member(json, "sourcetype") is not { ValueKind: JsonValueKind.String } type
            || !type.ValueEquals(WebhookEventType.InboundWebhook.Name))
        {
            return 0;
        }

        var hops = Member(Member(Member(json, "event"), "metadata"), "hops");
        return hops is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count) ? Math.Clamp(count, 1, MaxHops) : 1;
    }

    private static JsonElement? Member(JsonElement? owner, string name) =>
        owner is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var member) ? member : null;

    /// <summary>The payload if it is JSON that can be passed on: half of a surrogate pair, in a name or a text, cannot.</summary>
    private static JsonElement? ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return PayloadDiagnostics.IsUnicode(body.Span) ? JsonElement.Parse(body.Span, Strict) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? ParseText(ReadOnlyMemory<byte> body)
    {
        try
        {
            return StrictUtf8.GetString(body.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static JsonElement JsonOf(string text) => JsonSerializer.SerializeToElement(text, WebhookJson.TypeInfo<string>());
}
