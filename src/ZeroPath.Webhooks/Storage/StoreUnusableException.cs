namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// A store cannot be used as it is set up, and waiting would not help; the message says what to do. The host does not start.
/// </summary>
public sealed class StoreUnusableException : WebhookStoreException
{
    /// <summary>A store that cannot be used.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">What the database said.</param>
    public StoreUnusableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
