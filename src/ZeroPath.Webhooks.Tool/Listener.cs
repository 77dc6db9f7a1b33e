using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Answers requests, prints them, and passes them on if it shall.</summary>
/// <param name="credentials">What they must bring.</param>
/// <param name="forward">Where they are passed on to; null for nowhere.</param>
/// <param name="status">The answer's status where nobody else answers.</param>
/// <param name="output">Where they are printed.</param>
internal sealed class Listener(ReceiverCredentials credentials, Uri? forward, int status, ToolOutput output) : IDisposable
{
    // What belongs to the connection.
    private static readonly string[] NotPassedOn = ["Host", "Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Lock _lock = new();

    public void Dispose() => _client.Dispose();

    public async Task AnswerAsync(HttpContext context)
    {
        if (await ReadAsync(context.Request).ConfigureAwait(false) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            Print(context, null, $"The body has more than {WebhookJson.MaxBytes} bytes.", []);
            return;
        }

        var refused = Method(context.Request) ?? credentials.FindProblem(Headers) ?? credentials.FindProblem(Headers, body);
        context.Response.StatusCode = refused is null ? status : StatusCodes.Status401Unauthorized;
        if (refused is null && forward is not null)
        {
            (context.Response.StatusCode, refused) = await PassOnAsync(context.Request, body).ConfigureAwait(false);
        }

        Print(context, body, refused, WebhookValidator.Validate(body));

        Microsoft.Extensions.Primitives.StringValues Headers(string name) => context.Request.Headers[name];
    }

    private static string? Method(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) ? null : $"it came by {ToolOutput.Plain(request.Method)}; events are sent by POST.";

    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted).ConfigureAwait(false)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > WebhookJson.MaxBytes)
            {
                return null;
            }
        }

        return bytes.ToArray();
    }

    private async Task<(int Status, string? Problem)> PassOnAsync(HttpRequest received, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, forward) { Content = new ByteArrayContent(body) };
        foreach (
            var (name, values) in received.Headers.Where(header => !NotPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        try
        {
            using var response = await _client.SendAsync(request, received.HttpContext.RequestAborted).ConfigureAwait(false);
            return ((int)response.StatusCode, null);
        }
        catch (HttpRequestException e)
        {
            return (StatusCodes.Status502BadGateway, $"it could not be passed on: {e.Message}");
        }
    }

    private void Print(HttpContext context, byte[]? body, string? refused, IReadOnlyList<ValidationProblem> problems)
    {
        var payload = Parse(body);
        var request = context.Request;
        var id = ToolOutput.Plain(request.Headers[WebhookSignature.IdHeader]);
        var type = ToolOutput.Plain(TypeOf(payload) ?? request.Headers[DeliveryHeaders.Event]);
        var attempt = ToolOutput.Plain(request.Headers[DeliveryHeaders.Attempt]);
        lock (_lock)
        {
            output.WriteNext(
                new
                {
                    At = TimeProvider.System.GetUtcNow(),
                    Path = request.Path.Value,
                    Status = context.Response.StatusCode,
                    Type = type,
                    Id = id,
                    Attempt = attempt,
                    Refused = refused,
                    Problems = problems,
                    Payload = payload,
                },
                [
                    $"{TimeProvider.System.GetLocalNow():HH:mm:ss} {context.Response.StatusCode} {type} {id}"
                        + $"{(attempt.Length > 0 ? $", attempt {attempt}" : "")}{(refused is null ? "" : $": {refused}")}",
                    .. problems.Select(problem => $"  {ToolOutput.Plain($"{problem.Path}: {problem.Description}")}"),
                    .. refused is null && payload is not null
                        ? ToolOutput.Pretty(payload).Split('\n').Select(line => $"  {ToolOutput.Plain(line)}")
                        : [],
                ]);
        }
    }

    private static string? TypeOf(JsonElement? payload) =>
        payload is { ValueKind: JsonValueKind.Object } && payload.Value.TryGetProperty("sourcetype", out var type)
            && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static JsonElement? Parse(byte[]? body)
    {
        try
        {
            return body is { Length: > 0 } ? JsonDocument.Parse(body).RootElement : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
