using System.Data.Common;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>How to publish.</summary>
public sealed class PublishOptions
{
    /// <summary>
    /// A name for this publish, of the caller's choice: publishing the same content again with the same key gives the first result again,
    /// as long as the first event is kept. It is the key of one event; of several, each has its own in its <see cref="PublishRequest"/>.
    /// </summary>
    /// <inheritdoc cref="PublishRequest.IdempotencyKey" path="/remarks"/>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// The moment from which the events are not sent any more, by the store's clock; null for none. A delivery that is pending then fails
    /// with the reason <see cref="DeliveryReasons.Expired"/>, within about <see cref="ZeroPathWebhooksOptions.PollInterval"/>, whether its
    /// endpoint is held or not. An attempt that is under way may end and count. What is sent again or replayed has no deadline. A repeat
    /// (<see cref="IdempotencyKey"/>) changes none.
    /// </summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>
    /// A transaction of the application's, in the store's database and of the store's own driver; from EF Core
    /// <c>transaction.GetDbTransaction()</c>. The events and their deliveries commit, or vanish, with the work that they report. They are
    /// sent promptly after the commit, within some 20 ms on this node. Null publishes at once.
    /// </summary>
    /// <remarks>The store must take part in transactions (<see cref="WebhookStore.Transactions"/>).</remarks>
    public DbTransaction? Transaction { get; init; }
}
