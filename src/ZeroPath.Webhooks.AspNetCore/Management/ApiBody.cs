using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>The JSON that a route takes.</summary>
/// <param name="type">What it is read as.</param>
/// <param name="isOptional">Whether it can be left out.</param>
internal sealed class ApiBody(JsonTypeInfo type, bool isOptional = false)
{
    public const int MaxBytes = 256 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    // Not by IAcceptsMetadata: routing would then refuse other content types by itself, before anybody was asked who may.
    public DescribedParameter Describe() => new("body", type.Type, [new FromBodyAttribute()], isOptional);

    /// <returns>What was written, or null if nothing was; else why it is refused.</returns>
    public async Task<(object? Value, ApiAnswer? Refusal)> ReadAsync(HttpRequest request)
    {
        ReadBody read;
        try
        {
            var time = request.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
            read = await BodyReader.ReadAsync(request, MaxBytes, Timeout, time).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            // The server has limits of its own.
            return (null, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : ApiAnswer.Problem(e.StatusCode, "The body could not be read."));
        }

        return read switch
        {
            { IsTooLarge: true } => (null, TooLarge()),
            { Body: not { } } => (null, ApiAnswer.Problem(StatusCodes.Status408RequestTimeout, $"The body took longer than {Timeout:c}.")),
            { Body.IsEmpty: true } => isOptional ? (null, null) : (null, ApiAnswer.Problem(StatusCodes.Status400BadRequest, "The body is missing. Write a JSON object.")),
            _ when !IsJson(request) => (null, ApiAnswer.Problem(
                StatusCodes.Status415UnsupportedMediaType, $"The body must be JSON in UTF-8, without Content-Encoding. Send Content-Type: {ApiAnswer.JsonType}.")),
            { Body: { } bytes } => Parse(bytes),
        };
    }

    private static ApiAnswer NoJson(string place) => ApiAnswer.Problem(StatusCodes.Status400BadRequest, $"The body is no JSON that can be read: {place}.");

    private static ApiAnswer TooLarge() =>
        ApiAnswer.Problem(StatusCodes.Status413PayloadTooLarge, $"The body is too large. It may have {MaxBytes / 1024} KiB, or less where the server has a limit.");

    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && request.HasJsonContentType()
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private (object? Value, ApiAnswer? Refusal) Parse(ReadOnlyMemory<byte> bytes)
    {
        // What the exceptions say is not shown: they quote what was written, which may be a secret.
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var errors = new BodyShape(type.Options).Check(document.RootElement, type);
            return errors.Count > 0 ? (null, ApiAnswer.Invalid(errors)) : (document.RootElement.Deserialize(type), null);
        }
        catch (JsonException e)
        {
            return (null, NoJson(e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}" : "a member is there twice"));
        }
        catch (InvalidOperationException)
        {
            // Of a member's name; in values it is found by BodyShape.
            return (null, NoJson("the name of a member has half of a character"));
        }
    }
}
