using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

/// <summary>Where an operation is reached by HTTP.</summary>
/// <param name="Method">The method.</param>
/// <param name="Pattern">The path below that of the API; the operation's id stands in it.</param>
/// <param name="Operation">The operation.</param>
internal sealed record ApiRoute(string Method, string Pattern, Operation Operation)
{
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
        StatusCodes.Status503ServiceUnavailable,
    ];

    private static int[] If(bool condition, params int[] statuses) => condition ? statuses : [];
}
