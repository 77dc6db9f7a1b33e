namespace ZeroPath.Webhooks;

/// <summary>The kinds of <see cref="Job"/>.</summary>
public static class JobKinds
{
    /// <summary>A received event that waits for its handlers. Its subject is the receiver's name.</summary>
    public const string Received = "received";

    /// <summary>A received event whose handlers run while the sender waits, and which the sender repeats when they fail. Its body is empty.</summary>
    public const string ReceivedInline = "received_inline";

    /// <summary>An execution of an inbound trigger. Its subject is the trigger's id.</summary>
    public const string Execution = "execution";

    /// <summary>Deliveries that are sent again. Its body is the filter that chooses them.</summary>
    public const string Redelivery = "redelivery";
}
