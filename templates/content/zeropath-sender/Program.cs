// Publishes a failed scan, and sends it until the endpoint of appsettings.json accepts it: also after this process was killed, when it is
// started again. AllowHttp and AllowedNetworks are for this machine only: in production endpoints have https.
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Events;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddZeroPathWebhooks(builder.Configuration.GetSection("ZeroPathWebhooks"))
    .UseSqliteStore(builder.Configuration["Store"]!);

using var host = builder.Build();
await host.StartAsync();

var published = await host.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(new ScanFailedEvent
{
    Timestamp = DateTimeOffset.UtcNow,
    Organization = new() { Id = "org_123", Name = "Acme Corp" },
    Repository = new() { Id = "repo_123", Name = "backend-api" },
    Scan = new() { Id = "scan_123", Type = ScanType.FullScan, Status = ScanStatus.Failed, Url = "https://zeropath.com/scans/scan_123" },
    Error = "Timeout contacting build server",
});
Console.WriteLine($"Published {published.EventId} to {published.Deliveries.Count} endpoint. Ctrl+C ends.");

await host.WaitForShutdownAsync();
