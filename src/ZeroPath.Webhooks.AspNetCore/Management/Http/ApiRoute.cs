using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

/// <summary>Where an operation is reached by HTTP.</summary>
internal sealed class ApiRoute(string method, string pattern, Operation operation)
{
    /// <summary>The method.</summary>
    public string Method { get; } = method;

    /// <summary>The path below that of the API; the operation's id stands in it.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>The operation.</summary>
    public Operation Operation { get; } = operation;

    /// <summary>The status of the answer when all is well.</summary>
    public int Status => Operation.Creates ? StatusCodes.Status201Created
        : Operation.Answer is null ? StatusCodes.Status204NoContent
        : StatusCodes.Status200OK;

    /// <summary>Every status with which it refuses.</summary>
    public IEnumerable<int> Refusals =>
    [
        StatusCodes.Status400BadRequest,
        StatusCodes.Status403Forbidden,
        .. If(Operation.Id is not null, StatusCodes.Status404NotFound),
        .. If(Operation.CanConflict, StatusCodes.Status409Conflict),
        .. If(Operation.TakesTag, StatusCodes.Status412PreconditionFailed),
        .. If(Operation.Body is not null, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType),
        .. If(Operation.NeedsTag, StatusCodes.Status428PreconditionRequired),
        .. If(Operation.HasRate, StatusCodes.Status429TooManyRequests),
        StatusCodes.Status503ServiceUnavailable,
    ];

    private static int[] If(bool condition, params int[] statuses) => condition ? statuses : [];
}
