using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Events;

namespace TestingYourApp.Application;

/// <summary>The application that sends: it says that a scan has failed.</summary>
public sealed class ScanService(IWebhookPublisher publisher, TimeProvider time)
{
    public async Task FailAsync(string id, string error) => await publisher.PublishAsync(new ScanFailedEvent
    {
        Timestamp = time.GetUtcNow(),
        Organization = new() { Id = "org_123", Name = "Acme Corp" },
        Repository = new() { Id = "repo_123", Name = "backend-api" },
        Scan = new() { Id = id, Type = ScanType.FullScan, Status = ScanStatus.Failed, Url = $"https://zeropath.com/scans/{id}" },
        Error = error,
    });
}
