using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>What belongs to no organization.</summary>
internal static class OperatorOperations
{
    // As the library does by itself: a bound on how long publishing waits.
    private const int PurgeBatch = 500;

    public static Operation GetRetention { get; } = new("getWebhookRetention", GetRetentionAsync)
    {
        Summary = "Shows for how long finished events are kept.",
        Answer = ManagementJson.Default.RetentionResource,
        IsForOperators = true,
        IsReadOnly = true,
    };

    public static Operation Purge { get; } = new("purgeWebhookEvents", PurgeAsync)
    {
        Summary = "Removes now what is older than it is to be kept.",
        Answer = ManagementJson.Default.PurgeResource,
        IsForOperators = true,
        IsDestructive = true,
    };

    public static Operation GetHealth { get; } = new("getWebhookHealth", GetHealthAsync)
    {
        Summary = "Shows whether deliveries are sent, and whether the store answers.",
        Answer = ManagementJson.Default.HealthResource,
        IsForOperators = true,
        IsReadOnly = true,
    };

    private static Task<OperationResult> GetRetentionAsync(OperationCall call) =>
        Task.FromResult(OperationResult.Json(RetentionResource.Of(PolicyOf(call)), ManagementJson.Default.RetentionResource));

    private static async Task<OperationResult> PurgeAsync(OperationCall call)
    {
        var operations = call.Service<IDeliveryOperations>();
        var total = 0L;
        for (int touched; (touched = await operations.PurgeAsync(PolicyOf(call), PurgeBatch, call.Cancellation).ConfigureAwait(false)) > 0;)
        {
            total += touched;
        }

        return OperationResult.Json(new() { Events = total }, ManagementJson.Default.PurgeResource);
    }

    private static async Task<OperationResult> GetHealthAsync(OperationCall call)
    {
        var health = call.Service<WebhookHealth>();
        var store = await health.CheckStoreAsync(call.Cancellation).ConfigureAwait(false);
        return OperationResult.Json(HealthResource.Of(health.Pump, store), ManagementJson.Default.HealthResource);
    }

    private static RetentionPolicy PolicyOf(OperationCall call) => call.Service<IOptions<ZeroPathWebhooksOptions>>().Value.Retention;
}
