using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

/// <summary>How an attempt ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttemptOutcome>))]
public enum AttemptOutcome
{
    /// <summary>The endpoint answered with a 2xx status in time, and its format reads no failure in the answer.</summary>
    Accepted,

    /// <summary>The endpoint answered with another status, or its format reads a failure in the answer.</summary>
    Refused,

    /// <summary>The host name did not resolve.</summary>
    DnsFailure,

    /// <summary>No connection came about.</summary>
    ConnectFailure,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailure,

    /// <summary>
    /// The endpoint is where nothing is sent: its name has a private or reserved address, or it is plain http. No connection was made.
    /// </summary>
    Blocked,

    /// <summary>No status came in time.</summary>
    Timeout,

    /// <summary>What came back was not HTTP, or had more headers than allowed.</summary>
    ProtocolFailure,

    /// <summary>The request was at least partly sent, and the connection broke before a status came.</summary>
    Unknown,

    /// <summary>
    /// The host stopped while the attempt was under way. The delivery is attempted again, and the attempt does not count.
    /// </summary>
    Abandoned,

    /// <summary>
    /// No status came, for one of the reasons from <see cref="DnsFailure"/> to <see cref="Unknown"/>; only in
    /// <see cref="DeliveryAttempt.ForTenant"/>.
    /// </summary>
    Unreachable,
}
