using System.Net;

namespace ZeroPath.Webhooks;

/// <summary>A call of a trigger was answered, but not accepted: nothing will be executed.</summary>
public sealed class InboundTriggerCallException : Exception
{
    /// <summary>A refusal with this status.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="retryAfter">How long to wait before the next call, if the answer says so.</param>
    public InboundTriggerCallException(HttpStatusCode statusCode, TimeSpan? retryAfter = null)
        : base($"The trigger answered {(int)statusCode}: {Describe(statusCode, retryAfter)}") =>
            (StatusCode, RetryAfter) = (statusCode, retryAfter);

    /// <summary>The status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>How long to wait before the next call, if the answer says so.</summary>
    public TimeSpan? RetryAfter { get; }

    private static string Describe(HttpStatusCode statusCode, TimeSpan? retryAfter) => statusCode switch
    {
        HttpStatusCode.Unauthorized =>
            "there is no such trigger, its secret is another, or it is disabled. Look at the trigger, or rotate its secret.",
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed =>
            "the URL is no trigger's. Write it as it was shown when the trigger was created.",
        HttpStatusCode.RequestEntityTooLarge => "the payload is too large.",
        HttpStatusCode.UnsupportedMediaType => "the payload is encoded in a way that is not accepted there. Send it uncompressed.",
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable =>
            $"it cannot take the call now. Call again {(retryAfter is { } wait ? $"in {wait}" : "later")}, with the same idempotency key.",
        _ => "the call was not accepted.",
    };
}
