namespace ZeroPath.Webhooks;

/// <summary>A change cannot be made as things are by now. Nothing was changed; the message says why.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="isOutdated">Whether somebody else was faster.</param>
public sealed class WebhookConflictException(string message, bool isOutdated) : Exception(message)
{
    /// <summary>
    /// True when somebody else changed, added or removed it since it was read: read it again, and repeat the
    /// change. False when repeating does not help.
    /// </summary>
    public bool IsOutdated { get; } = isOutdated;
}
