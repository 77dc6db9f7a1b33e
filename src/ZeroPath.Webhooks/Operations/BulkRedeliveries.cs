using System.Text.Json;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Bulk redeliveries, each of which is a job.</summary>
internal sealed class BulkRedeliveries(IJobStore jobs, JobDispatcher dispatcher, TimeProvider time)
{
    public async Task<BulkRedelivery> StartAsync(DeliveryFilter filter, CancellationToken cancellationToken) =>
        ToRedelivery((await dispatcher.AddAsync(BulkRedeliveryJson.ToJob(filter, time.GetUtcNow()), cancellationToken)
            .ConfigureAwait(false)).Job);

    public async Task<BulkRedelivery?> FindAsync(string redeliveryId, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(redeliveryId, cancellationToken).ConfigureAwait(false);
        return job is { Kind: JobKinds.Redelivery } ? ToRedelivery(job) : null;
    }

    public async Task<Page<BulkRedelivery>> ListAsync(string? organizationId, PageRequest page, CancellationToken cancellationToken)
    {
        var found = await jobs.ListAsync(
            new() { Kind = JobKinds.Redelivery, OrganizationId = organizationId }, page, cancellationToken).ConfigureAwait(false);
        return new([.. found.Items.Select(ToRedelivery)], found.Next, found.SearchedTo);
    }

    public async Task<bool> CancelAsync(string redeliveryId, CancellationToken cancellationToken) =>
        await FindAsync(redeliveryId, cancellationToken).ConfigureAwait(false) is not null
        && await jobs.CancelAsync(redeliveryId, DeliveryReasons.OnRequest, cancellationToken).ConfigureAwait(false);

    private static BulkRedelivery ToRedelivery(Job job) => new()
    {
        Id = job.Id,
        Filter = FilterOf(job),
        State = job.State,
        Redelivered = BulkRedeliveryJson.ProgressOf(job).Redelivered,
        CreatedAt = job.CreatedAt,
        SettledAt = job.SettledAt,
        Reason = job.Reason,
    };

    /// <summary>One that somebody changed in the store, or that comes in a list, is shown with all that is known of it.</summary>
    private static DeliveryFilter FilterOf(Job job)
    {
        if (job.Body.IsEmpty)
        {
            return new() { OrganizationId = job.OrganizationId };
        }

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
