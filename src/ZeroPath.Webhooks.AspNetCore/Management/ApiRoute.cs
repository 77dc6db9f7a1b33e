using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>A route of the API as a value: what it takes, what it answers, and who answers.</summary>
/// <param name="method">The HTTP method.</param>
/// <param name="pattern">The path below that of the API.</param>
/// <param name="name">The name of the operation.</param>
/// <param name="handler">Gets requests in which all is right that can be told without looking.</param>
internal sealed class ApiRoute(string method, string pattern, string name, Func<ApiRequest, Task<ApiAnswer>> handler)
{
    public string Method { get; } = method;

    public string Pattern { get; } = pattern;

    public string Name { get; } = name;

    public Func<ApiRequest, Task<ApiAnswer>> Handler { get; } = handler;

    /// <summary>For people, as a sentence.</summary>
    public required string Summary { get; init; }

    public string? Description { get; init; }

    /// <summary>What it answers when all is well.</summary>
    public required Type Answer { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    public ApiBody? Body { get; init; }

    /// <summary>Those in the query; those of the path stand in the pattern.</summary>
    public IReadOnlyList<ApiParameter> Query { get; init; } = [];

    /// <summary>Whether <c>If-Match</c> is looked at.</summary>
    public bool TakesMatch { get; init; }

    /// <summary>Whether it must be there.</summary>
    public bool NeedsMatch { get; init; }

    /// <summary>Whether the state of things can be such that it is refused.</summary>
    public bool CanConflict { get; init; }

    /// <summary>Whether it is about what belongs to no organization.</summary>
    public bool IsForOperators { get; init; }

    public IReadOnlyList<ApiParameter> Parameters => field ??=
    [
        .. RoutePatternFactory.Parse(Pattern).Parameters.Select(parameter => ApiParameters.InPath(parameter.Name)),
        .. Query,
        .. TakesMatch || NeedsMatch ? [ApiParameters.IfMatch] : Array.Empty<ApiParameter>(),
    ];

    /// <summary>Every status with which it refuses.</summary>
    public IEnumerable<int> Refusals =>
    [
        StatusCodes.Status400BadRequest,
        StatusCodes.Status403Forbidden,
        .. If(Parameters.Any(parameter => parameter.IsInPath), StatusCodes.Status404NotFound),
        .. If(CanConflict, StatusCodes.Status409Conflict),
        .. If(TakesMatch || NeedsMatch, StatusCodes.Status412PreconditionFailed),
        .. If(Body is not null, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType),
        .. If(NeedsMatch, StatusCodes.Status428PreconditionRequired),
        StatusCodes.Status503ServiceUnavailable,
    ];

    private static int[] If(bool condition, params int[] statuses) => condition ? statuses : [];
}
