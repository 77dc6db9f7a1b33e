using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Runs, while the host does, what the store does in the background.</summary>
internal sealed class StoreService(WebhookStore store) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => store.RunAsync?.Invoke(stoppingToken) ?? Task.CompletedTask;
}
