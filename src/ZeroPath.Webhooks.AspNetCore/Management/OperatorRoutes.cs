using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>What belongs to no organization.</summary>
internal static class OperatorRoutes
{
    // As the library does by itself: a bound on how long publishing waits.
    private const int PurgeBatch = 500;

    public static IEnumerable<ApiRoute> All { get; } =
    [
        new(HttpMethods.Get, "/retention", "getWebhookRetention", GetRetentionAsync)
        {
            Summary = "Shows for how long finished events are kept.",
            Answer = typeof(RetentionResource),
            IsForOperators = true,
        },
        new(HttpMethods.Post, "/retention/purge", "purgeWebhookEvents", PurgeAsync)
        {
            Summary = "Removes now what is older than it is to be kept.",
            Answer = typeof(PurgeResource),
            IsForOperators = true,
        },
        new(HttpMethods.Get, "/health", "getWebhookHealth", GetHealthAsync)
        {
            Summary = "Shows whether deliveries are sent, and whether the store answers.",
            Answer = typeof(HealthResource),
            IsForOperators = true,
        },
    ];

    private static Task<ApiAnswer> GetRetentionAsync(ApiRequest request) =>
        Task.FromResult(ApiAnswer.Json(RetentionResource.Of(PolicyOf(request)), ManagementJson.Default.RetentionResource));

    private static async Task<ApiAnswer> PurgeAsync(ApiRequest request)
    {
        var operations = request.Service<IDeliveryOperations>();
        var total = 0L;
        for (int touched; (touched = await operations.PurgeAsync(PolicyOf(request), PurgeBatch, request.Cancellation).ConfigureAwait(false)) > 0;)
        {
            total += touched;
        }

        return ApiAnswer.Json(new() { Events = total }, ManagementJson.Default.PurgeResource);
    }

    private static async Task<ApiAnswer> GetHealthAsync(ApiRequest request)
    {
        var health = request.Service<WebhookHealth>();
        var store = await health.CheckStoreAsync(request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Json(HealthResource.Of(health.Pump, store), ManagementJson.Default.HealthResource);
    }

    private static RetentionPolicy PolicyOf(ApiRequest request) => request.Service<IOptions<ZeroPathWebhooksOptions>>().Value.Retention;
}
