using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// Reads and writes payloads. Nothing is lost between the two: members that this version does not know are kept at every level, numbers
/// with their digits. Only what the rules call equal changes: time stamps become UTC and <c>time</c> an integer.
/// </summary>
public static class WebhookJson
{
    /// <summary>A payload has at most this many bytes: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Objects and arrays of a payload are nested at most this deep.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonSerializerOptions Options = CreateOptions();

    /// <summary>Reads a payload from UTF-8.</summary>
    /// <returns>
    /// The payload. Its event is an <see cref="UnknownEvent"/> when its type is not known or its rules are broken.
    /// </returns>
    /// <exception cref="WebhookJsonException">
    /// The bytes are no webhook payload. No other exception is thrown, whatever the bytes.
    /// </exception>
    /// <example>
    /// <code>
    /// var payload = WebhookJson.Read(utf8);
    /// var text = payload.Event switch
    /// {
    ///     ScanFailedEvent failed => $"Scan {failed.Scan.Id} failed: {failed.Error}",
    ///     UnknownEvent { Problems.Count: > 0 } invalid => string.Join("; ", invalid.Problems),
    ///     UnknownEvent unknown => $"{unknown.Type} is new: {unknown.Json}",
    ///     var other => $"{other.Type}",
    /// };
    /// </code>
    /// </example>
    public static WebhookPayload Read(ReadOnlySpan<byte> utf8) => PayloadReader.TryRead(utf8) ?? PayloadDiagnostics.Examine(utf8);

    /// <summary>Reads a payload from a string.</summary>
    /// <inheritdoc cref="Read(ReadOnlySpan{byte})"/>
    public static WebhookPayload Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JsonTextRules.IsUnicode(json)
            ? Read(Encoding.UTF8.GetBytes(json))
            : throw new WebhookJsonException(
                [new("$", ProblemCodes.Encoding, "The text is not Unicode: it has half of a surrogate pair.")]);
    }

    /// <summary>
    /// Writes a payload as UTF-8, without validating it. One that <c>WebhookValidator</c> finds nothing wrong with can always be written
    /// and read again; any other may throw, or be written as something that receivers refuse.
    /// </summary>
    public static byte[] Write(WebhookPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return PayloadWriter.Write(payload, written => written.ToArray());
    }

    /// <summary>Writes a payload as UTF-8, whole or, if that throws, not at all.</summary>
    /// <inheritdoc cref="Write(WebhookPayload)" path="/remarks|/exception"/>
    public static void Write(WebhookPayload payload, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(destination);
        destination.Write(Write(payload));
    }

    internal static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(EventsJsonContext.Default.Options)
        {
            MaxDepth = MaxDepth,
        };
        options.MakeReadOnly();
        return options;
    }
}
