using ZeroPath.Webhooks.EntityFrameworkCore;
using ZeroPath.Webhooks.Events;

namespace Outbox;

/// <summary>A scan in the application's own table. It raises the event of its start itself.</summary>
internal sealed class ScanRow : IRaiseWebhooks
{
    public required string Id { get; init; }

    public required string Repository { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public bool IsComplete { get; set; }

    public ICollection<WebhookEvent> RaisedWebhooks { get; } = [];

    public static ScanRow Start(string id, string repository)
    {
        var row = new ScanRow { Id = id, Repository = repository, StartedAt = TimeProvider.System.GetUtcNow() };
        row.RaisedWebhooks.Add(new ScanStartedEvent
        {
            Timestamp = row.StartedAt,
            Organization = new() { Id = "org_123", Name = "Acme Corp" },
            Repository = new() { Id = "repo_123", Name = repository },
            Scan = row.ToScan(ScanStatus.Started),
        });
        return row;
    }

    public ScanCompleteEvent Completed() => new()
    {
        Timestamp = TimeProvider.System.GetUtcNow(),
        Organization = new() { Id = "org_123", Name = "Acme Corp" },
        Repository = new() { Id = "repo_123", Name = Repository },
        Scan = ToScan(ScanStatus.Completed),
    };

    private Scan ToScan(ScanStatus status) =>
        new() { Id = Id, Type = ScanType.FullScan, Status = status, Url = $"https://zeropath.com/scans/{Id}" };
}
