namespace ZeroPath.Webhooks;

/// <summary>
/// The store failed, or did not answer in time. What was asked of it may be done all the same, or may yet be: whoever asks again with the
/// same idempotency key asks for it once. <see cref="Exception.InnerException"/> is what the database's driver threw, if it threw.
/// </summary>
public class WebhookStoreException : Exception
{
    /// <summary>A store that failed.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">What the driver threw; null when it did not answer.</param>
    public WebhookStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
