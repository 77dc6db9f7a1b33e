using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>What a route answers.</summary>
internal sealed record ApiAnswer(int Status, ReadOnlyMemory<byte> Body = default, string? ContentType = null)
{
    public const string JsonType = "application/json";

    /// <summary>Seconds after which a store that is away may be back.</summary>
    private const string RetryAfter = "5";

    public static ApiAnswer NoContent { get; } = new(StatusCodes.Status204NoContent);

    /// <summary>For what is not there and for what is another organization's alike.</summary>
    public static ApiAnswer NotFound { get; } = Problem(StatusCodes.Status404NotFound, "There is nothing of this id. Retention or somebody else may have removed it.");

    public static ApiAnswer Changed { get; } = Problem(
        StatusCodes.Status412PreconditionFailed, "It has changed since. Get it again, and write your changes with its new ETag.");

    public string? Location { get; init; }

    public string[] Links { get; init; } = [];

    /// <summary>Why the request is refused; null when it is not.</summary>
    private string? Detail { get; init; }

    private IReadOnlyList<WebhooksProblemItem>? Errors { get; init; }

    public string? ETag { get; private init; }

    public static ApiAnswer Json<T>(T value, JsonTypeInfo<T> type) => new(StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(value, type), JsonType);

    public static ApiAnswer Problem(int status, string detail, IReadOnlyList<WebhooksProblemItem>? errors = null) =>
        new(status) { Detail = detail, Errors = errors };

    public static ApiAnswer Invalid(params IReadOnlyList<WebhooksProblemItem> errors) =>
        Problem(StatusCodes.Status400BadRequest, string.Join(" ", errors.Select(error => $"{error.Name}: {error.Detail}")), errors);

    /// <summary>
    /// With a tag: the version that is stored; for what code or configuration files give, a tag of what it shows. A secret that is masked has no
    /// part in it, so that the tag gives nothing away.
    /// </summary>
    public ApiAnswer WithETag(long version) => this with
    {
        ETag = version > 0
            ? string.Create(CultureInfo.InvariantCulture, $"\"{version}\"")
            : $"\"{Base64Url.EncodeToString(SHA256.HashData(Body.Span).AsSpan(0, 12))}\"",
    };

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ETag = ETag;
        response.Headers.Location = Location;
        response.Headers.Link = Links;
        response.Headers.RetryAfter = Status == StatusCodes.Status503ServiceUnavailable ? RetryAfter : null;
        if (Detail is not null)
        {
            await ProblemWriter.WriteAsync(context, Status, Detail, "errors", Errors, ProblemJson.Default.IReadOnlyListWebhooksProblemItem).ConfigureAwait(false);
        }
        else if (ContentType is not null)
        {
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
