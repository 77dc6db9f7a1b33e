using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

/// <summary>The JSON that a request has for its operation.</summary>
internal static class ApiBody
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <returns>
    /// What was written, or null if nothing was; else why it is refused, and the status if that is one which only HTTP knows.
    /// </returns>
    public static async Task<(object? Value, OperationResult? Refusal, int? Status)> ReadAsync(HttpRequest request, Operation operation)
    {
        ReadBody read;
        try
        {
            var time = request.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
            read = await BodyReader.ReadAsync(request, OperationRunner.MaxBodyBytes, Timeout, time).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            // The server has limits of its own.
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : Refuse("The body could not be read.", e.StatusCode);
        }

        return read switch
        {
            { IsTooLarge: true } => TooLarge(),
            { Body: not { } } => Refuse($"The body took longer than {Timeout:c}.", StatusCodes.Status408RequestTimeout),
            { Body.IsEmpty: true } =>
                operation.IsBodyOptional ? default : Refuse("The body is missing. Write a JSON object.", StatusCodes.Status400BadRequest),
            _ when !JsonMediaType.IsJson(request) => Refuse(
                $"The body must be JSON in UTF-8, without Content-Encoding. Send Content-Type: {ApiAnswer.JsonType}.",
                StatusCodes.Status415UnsupportedMediaType),
            { Body: { } bytes } =>
                OperationRunner.ReadBody(bytes, operation.Body!) is var (value, refusal) ? (value, refusal, null) : default,
        };
    }

    private static (object? Value, OperationResult? Refusal, int? Status) TooLarge() => Refuse(
        $"The body is too large. It may have {OperationRunner.MaxBodyBytes / 1024} KiB, or less where the server has a limit.",
        StatusCodes.Status413PayloadTooLarge);

    private static (object? Value, OperationResult? Refusal, int? Status) Refuse(string detail, int status) =>
        (null, OperationResult.Refused(OperationOutcome.Invalid, detail), status);
}
