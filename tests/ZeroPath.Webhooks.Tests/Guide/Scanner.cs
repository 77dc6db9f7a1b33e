using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Guide;

#region scanner
public sealed class Scanner(IWebhookPublisher publisher, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), time);
        for (var number = 1; await timer.WaitForNextTickAsync(stoppingToken); number++)
        {
            var published = await publisher.PublishAsync(
                new ScanFailedEvent
                {
                    Timestamp = time.GetUtcNow(),
                    Organization = new() { Id = "org_123" },
                    Repository = new() { Id = "repo_123", Name = "backend-api" },
                    Scan = new()
                    {
                        Id = $"scan_{number}",
                        Type = ScanType.FullScan,
                        Status = ScanStatus.Failed,
                        Url = $"https://zeropath.com/scans/scan_{number}",
                    },
                    Error = "Timeout contacting build server",
                },
                cancellationToken: stoppingToken);
            Console.WriteLine($"{published.EventId}, endpoints: {published.Deliveries.Count}");
        }
    }
}
#endregion
