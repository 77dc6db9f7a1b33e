namespace ZeroPath.Webhooks;

/// <summary>What came of a request to a receiver.</summary>
internal enum ReceiptOutcome
{
    /// <summary>The event is stored, and handled from there.</summary>
    Stored,

    /// <summary>The event is handled.</summary>
    Handled,

    /// <summary>The event was accepted before.</summary>
    Repeated,

    /// <summary>Nothing is to be done: a test, or an event without a handler.</summary>
    Ignored,

    /// <summary>The credentials are missing or wrong.</summary>
    Unauthorized,

    /// <summary>It is no payload, or none that is accepted.</summary>
    Malformed,

    /// <summary>Another request is handling the same event.</summary>
    UnderWay,

    /// <summary>A handler failed; the sender should repeat the event.</summary>
    HandlerFailed,
}
