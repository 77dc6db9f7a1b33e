namespace ZeroPath.Webhooks;

/// <summary>The kinds of <see cref="Job"/>.</summary>
public static class JobKinds
{
    /// <summary>A received event that waits for one of its handlers. Its subject is the receiver's name.</summary>
    public const string Received = "received";

    /// <summary>
    /// One handler's turn with a received event while the sender waits, who repeats the event when it fails. Its body is empty.
    /// </summary>
    internal const string ReceivedInline = "received_inline";

    /// <summary>An execution of an inbound trigger. Its subject is the trigger's id.</summary>
    public const string Execution = "execution";

    /// <summary>Deliveries that are sent again. Its body is the filter that chooses them.</summary>
    public const string Redelivery = "redelivery";

    /// <summary>A failed delivery or a disabled endpoint of which the host is to be told. Its subject is the endpoint's id.</summary>
    public const string FailureNotice = "failure_notice";
}
