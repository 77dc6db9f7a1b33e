namespace ZeroPath.Webhooks;

/// <summary>When a receiver answers.</summary>
public enum ReceivingMode
{
    /// <summary>
    /// Once the event is stored; handlers run afterwards, after a restart too, with retries. It takes a durable store.
    /// </summary>
    Inbox,

    /// <summary>Once the handlers have run. When one fails the sender is told to repeat the event.</summary>
    Inline,
}
