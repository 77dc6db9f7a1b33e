using System.Net;
using Polly.Timeout;

namespace ZeroPath.Webhooks.Testing;

/// <summary>What an endpoint answers to one request; or how it fails to. A status converts to it: <c>Answer answer = 500;</c>.</summary>
public sealed record Answer
{
    private readonly Func<Exception>? _fault;

    /// <summary>An answer with a status.</summary>
    /// <param name="status">The status, such as 200.</param>
    public Answer(int status) => StatusCode = status;

    private Answer(Func<Exception> fault) => _fault = fault;

    /// <summary>200, without a body.</summary>
    public static Answer Ok { get; } = new(200);

    /// <summary>
    /// No answer in time. The attempt ends as one that waited for <see cref="ZeroPathWebhooksOptions.AttemptTimeout"/>; the fake clock
    /// stays where it is.
    /// </summary>
    public static Answer Timeout { get; } = new(() => new TimeoutRejectedException());

    /// <summary>No connection: nobody got the request.</summary>
    public static Answer ConnectionRefused { get; } =
        new(() => new HttpRequestException(HttpRequestError.ConnectionError, "The test's script refuses the connection."));

    /// <summary>The connection breaks after the request: the endpoint may have it, and the sender cannot know.</summary>
    public static Answer ConnectionLost { get; } =
        new(() => new HttpRequestException(HttpRequestError.ResponseEnded, "The test's script ends the connection."));

    /// <summary>Its status; 0 when there is no answer.</summary>
    public int StatusCode { get; }

    /// <summary>Its body; empty unless set.</summary>
    public string Body { get; init; } = "";

    /// <summary>Its <c>Retry-After</c>; null for none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>An answer with this status.</summary>
    public static implicit operator Answer(int status) => new(status);

    /// <summary>An answer with this status.</summary>
    /// <param name="status">The status, such as 200.</param>
    public static Answer FromInt32(int status) => new(status);

    internal HttpResponseMessage ToResponse() => _fault is null
        ? new((HttpStatusCode)StatusCode)
        {
            Content = new StringContent(Body),
            Headers = { RetryAfter = RetryAfter is { } pause ? new(pause) : null },
        }
        : throw _fault();
}
