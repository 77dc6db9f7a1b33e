using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Worker;

/// <summary>
/// A store in which two organizations have an event each that was delivered, one that is pending, and a received one that failed.
/// </summary>
public static class TwoOrganizations
{
    public const string Deleted = "org_123";
    public const string Kept = "org_456";

    /// <summary>Fills the store that the services have.</summary>
    /// <returns>The ids of the jobs.</returns>
    public static async Task<IReadOnlyList<string>> FillAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var publisher = services.GetRequiredService<IWebhookPublisher>();
        await publisher.PublishAsync([EventOf(Deleted), EventOf(Kept)], cancellationToken: cancellationToken);
        await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(cancellationToken);
        await publisher.PublishAsync([EventOf(Deleted), EventOf(Kept)], cancellationToken: cancellationToken);
        var jobs = services.GetRequiredService<IJobStore>();
        var added = await jobs.AddAsync([JobOf(Deleted), JobOf(Kept)], TimeSpan.FromMinutes(1), cancellationToken);
        foreach (var addition in added)
        {
            await jobs.RecordAsync(addition.Lease!, JobTransition.Failed("The handler threw."), cancellationToken);
        }

        return [.. added.Select(addition => addition.Job.Id)];
    }

    private static RepoAddedEvent EventOf(string organization) => new()
    {
        Timestamp = TimeProvider.System.GetUtcNow(),
        Organization = new() { Id = organization },
        Repository = new() { Id = "repo_1", Name = "backend-api" },
    };

    private static Job JobOf(string organization) => new()
    {
        Id = $"job_{organization}",
        Kind = JobKinds.Received,
        Subject = "",
        Handler = "tell",
        OrganizationId = organization,
        Key = organization,
        Body = "{}"u8.ToArray(),
        CreatedAt = TimeProvider.System.GetUtcNow(),
    };
}
