using System.Net.Sockets;
using Polly.Timeout;

namespace ZeroPath.Webhooks;

/// <summary>Says how an attempt ended whose answer could not be read.</summary>
internal static class AttemptFailure
{
    private const string Repeated =
        "The connection had been kept open and broke without an answer: the request was made once more on a new one.";
    private const string Malformed = "The headers of the answer are malformed; its status counts.";
    private const string Http2 = "The server answered in HTTP/2. It must speak HTTP/1.1.";
    private const string Handshake =
        "The TLS handshake failed: the server may demand a client certificate, or share no version or cipher with this machine.";

    private const string Alert = "The server ended TLS when the handshake was over: it demands a client certificate.";
    private const string Silent =
        "The connection was new and was closed without an answer: the server may demand a client certificate, or speak HTTP/2 alone.";

    /// <summary>What there is to say of an attempt with an answer.</summary>
    public static string? Detail(Exchange exchange) => exchange.IsRepeated ? Repeated : null;

    /// <param name="e">What the client threw.</param>
    /// <param name="exchange">What the connection's stream saw.</param>
    /// <returns>The outcome; the status, where one came that counts; and what else is known.</returns>
    public static (AttemptOutcome Outcome, int? Status, string? Detail) Of(Exception e, Exchange exchange)
    {
        var (outcome, detail) = OutcomeOf(e, exchange);

        // D27: the status has decided, though what follows it makes no sense. Too many headers, or a break in them, are another matter.
        return e is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } && exchange.Status is { } status
            ? (status < 300 ? AttemptOutcome.Accepted : AttemptOutcome.Refused, status, Join(Detail(exchange), Malformed))
            : (outcome, null, Join(Detail(exchange), detail));
    }

    public static string? Join(string? one, string? other) => one is null ? other : other is null ? one : $"{one} {other}";

    private static (AttemptOutcome Outcome, string? Detail) OutcomeOf(Exception e, Exchange exchange) => e switch
    {
        TimeoutRejectedException or OperationCanceledException => (AttemptOutcome.Timeout, null),
        HttpRequestException { InnerException: TargetBlockedException } => (AttemptOutcome.Blocked, null),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => (AttemptOutcome.DnsFailure, null),
        HttpRequestException
        {
            InnerException: SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery },
        } => (AttemptOutcome.DnsFailure, null),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => (AttemptOutcome.ConnectFailure, null),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } tunnel => (
            AttemptOutcome.ConnectFailure,
            tunnel.StatusCode is { } status ? $"The proxy does not connect to the endpoint: it answered {(int)status}." : null),
        HttpRequestException { InnerException: CertificateRefusedException refused } => (AttemptOutcome.TlsFailure, refused.Message),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (AttemptOutcome.TlsFailure, Handshake),
        HttpRequestException when exchange.HasTlsAlert => (AttemptOutcome.TlsFailure, Alert),
        HttpRequestException when exchange.IsHttp2 => (AttemptOutcome.ProtocolFailure, Http2),
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse
                or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError,
        } => (AttemptOutcome.ProtocolFailure, null),
        FormatFailedException failed => (AttemptOutcome.Unknown, failed.Message),
        _ => (AttemptOutcome.Unknown, exchange.HasBegun && !exchange.HasAnswer ? Silent : null),
    };
}
