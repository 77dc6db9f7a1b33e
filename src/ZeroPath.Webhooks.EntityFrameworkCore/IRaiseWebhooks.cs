using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.EntityFrameworkCore;

/// <summary>
/// An entity that raises events. They are published by the <c>SaveChangesAsync</c> that finds them on an entity which the context tracks,
/// in the same transaction, and removed when it has succeeded. A context with <c>UseZeroPathWebhooks()</c> does not map them.
/// </summary>
public interface IRaiseWebhooks
{
    /// <summary>The events that are raised and not yet published.</summary>
    ICollection<WebhookEvent> RaisedWebhooks { get; }
}
