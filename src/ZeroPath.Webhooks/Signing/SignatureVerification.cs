namespace ZeroPath.Webhooks.Signing;

/// <summary>Whether a request is from who has the secret, and if not, why.</summary>
public enum SignatureVerification
{
    /// <summary>A signature matches, and the request was made just now.</summary>
    Valid,

    /// <summary>One of the three headers is missing.</summary>
    MissingHeader,

    /// <summary>The time is not a number of seconds since 1970.</summary>
    MalformedTimestamp,

    /// <summary>It was made too long ago: perhaps somebody sends again what he has seen.</summary>
    TooOld,

    /// <summary>It claims to be made too far in the future: see that the clocks are right.</summary>
    TooNew,

    /// <summary>No signature matches a secret: another secret, or another body.</summary>
    NoMatch,
}
