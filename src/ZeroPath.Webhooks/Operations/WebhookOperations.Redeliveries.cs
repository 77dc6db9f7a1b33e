using System.Text.Json;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

public sealed partial class WebhookOperations
{
    /// <summary>
    /// Has settled deliveries sent again, each at once and with all its attempts before it: as many as there are, in the background and
    /// across restarts. What is settled after this call stays as it is, also what was sent again by it and failed again.
    /// </summary>
    /// <param name="filter">
    /// Which deliveries, such as the failed ones of an endpoint. Those that are pending, or have no payload any more, are passed over.
    /// </param>
    /// <param name="cancellationToken">Cancels before anything is stored.</param>
    /// <returns>What was begun. <see cref="FindRedeliveryAsync"/> says how far it is.</returns>
    public async Task<BulkRedelivery> StartRedeliveryAsync(DeliveryFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var addition = await _dispatcher.AddAsync(BulkRedeliveryJson.ToJob(filter, _time.GetUtcNow()), cancellationToken)
            .ConfigureAwait(false);
        return ToRedelivery(addition.Job);
    }

    /// <summary>A bulk redelivery and how far it is, or null if there is none of this id, which retention may have removed.</summary>
    /// <param name="redeliveryId">Its id.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<BulkRedelivery?> FindRedeliveryAsync(string redeliveryId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(redeliveryId);
        var job = await _jobs.FindAsync(redeliveryId, cancellationToken).ConfigureAwait(false);
        return job is { Kind: JobKinds.Redelivery } ? ToRedelivery(job) : null;
    }

    /// <summary>
    /// Ends a bulk redelivery. Deliveries that it made due by then are sent;
    /// <see cref="IDeliveryOperations.CancelAsync"/> cancels them too.
    /// </summary>
    /// <param name="redeliveryId">Its id.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>Whether it was ended; false when there is none of this id, or it had come to its end.</returns>
    public async Task<bool> CancelRedeliveryAsync(string redeliveryId, CancellationToken cancellationToken = default) =>
        await FindRedeliveryAsync(redeliveryId, cancellationToken).ConfigureAwait(false) is not null
        && await _jobs.CancelAsync(redeliveryId, "An operator cancelled it.", cancellationToken).ConfigureAwait(false);

    private static BulkRedelivery ToRedelivery(Job job) => new()
    {
        Id = job.Id,
        Filter = FilterOf(job),
        State = job.State,
        Redelivered = BulkRedeliveryJson.RedeliveredOf(job),
        CreatedAt = job.CreatedAt,
        SettledAt = job.SettledAt,
        Reason = job.Reason,
    };

    /// <summary>One that somebody changed in the store is still shown, with all that is known of it.</summary>
    private static DeliveryFilter FilterOf(Job job)
    {
        try
        {
            return BulkRedeliveryJson.FilterOf(job);
        }
        catch (JsonException)
        {
            return new() { OrganizationId = job.OrganizationId };
        }
    }
}
