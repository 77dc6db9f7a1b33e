using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

/// <summary>Every route of the API.</summary>
internal static class ApiRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new(HttpMethods.Get, "/endpoints", EndpointOperations.List),
        new(HttpMethods.Post, "/endpoints", EndpointOperations.Create),
        new(HttpMethods.Get, "/endpoints/{endpointId}", EndpointOperations.Get),
        new(HttpMethods.Put, "/endpoints/{endpointId}", EndpointOperations.Replace),
        new(HttpMethods.Delete, "/endpoints/{endpointId}", EndpointOperations.Delete),
        new(HttpMethods.Post, "/endpoints/{endpointId}/enable", EndpointActionOperations.Enable),
        new(HttpMethods.Post, "/endpoints/{endpointId}/disable", EndpointActionOperations.Disable),
        new(HttpMethods.Get, "/endpoints/{endpointId}/health", EndpointActionOperations.GetHealth),
        new(HttpMethods.Post, "/endpoints/{endpointId}/test", EndpointActionOperations.Test),
        new(HttpMethods.Post, "/endpoints/{endpointId}/replay", EndpointActionOperations.Replay),
        new(HttpMethods.Post, "/endpoints/{endpointId}/signing-secrets", EndpointActionOperations.Rotate),
        new(HttpMethods.Delete, "/endpoints/{endpointId}/signing-secrets", EndpointActionOperations.DeleteSecrets),
        new(HttpMethods.Get, "/subscriptions", SubscriptionOperations.List),
        new(HttpMethods.Post, "/subscriptions", SubscriptionOperations.Create),
        new(HttpMethods.Get, "/subscriptions/{subscriptionId}", SubscriptionOperations.Get),
        new(HttpMethods.Put, "/subscriptions/{subscriptionId}", SubscriptionOperations.Replace),
        new(HttpMethods.Delete, "/subscriptions/{subscriptionId}", SubscriptionOperations.Delete),
        new(HttpMethods.Post, "/subscriptions/{subscriptionId}/enable", SubscriptionOperations.Enable),
        new(HttpMethods.Post, "/subscriptions/{subscriptionId}/disable", SubscriptionOperations.Disable),
        new(HttpMethods.Post, "/subscriptions/dry-run", SubscriptionOperations.DryRun),
        new(HttpMethods.Get, "/events", EventOperations.List),
        new(HttpMethods.Get, "/events/{eventId}", EventOperations.Get),
        new(HttpMethods.Get, "/events/{eventId}/payload", EventOperations.GetPayload),
        new(HttpMethods.Get, "/events/{eventId}/explanation", EventOperations.Explain),
        new(HttpMethods.Get, "/event-types", EventOperations.ListTypes),
        new(HttpMethods.Get, "/deliveries", DeliveryOperations.List),
        new(HttpMethods.Get, "/deliveries/{deliveryId}", DeliveryOperations.Get),
        new(HttpMethods.Post, "/deliveries/{deliveryId}/redeliver", DeliveryOperations.Redeliver),
        new(HttpMethods.Post, "/deliveries/{deliveryId}/cancel", DeliveryOperations.Cancel),
        new(HttpMethods.Get, "/statistics", DeliveryOperations.GetStatistics),
        new(HttpMethods.Post, "/redeliveries", RedeliveryOperations.Start),
        new(HttpMethods.Get, "/redeliveries/{redeliveryId}", RedeliveryOperations.Get),
        new(HttpMethods.Post, "/redeliveries/{redeliveryId}/cancel", RedeliveryOperations.Cancel),
        new(HttpMethods.Get, "/triggers", TriggerOperations.List),
        new(HttpMethods.Post, "/triggers", TriggerOperations.Create),
        new(HttpMethods.Get, "/triggers/{triggerId}", TriggerOperations.Get),
        new(HttpMethods.Put, "/triggers/{triggerId}", TriggerOperations.Replace),
        new(HttpMethods.Delete, "/triggers/{triggerId}", TriggerOperations.Delete),
        new(HttpMethods.Post, "/triggers/{triggerId}/enable", TriggerOperations.Enable),
        new(HttpMethods.Post, "/triggers/{triggerId}/disable", TriggerOperations.Disable),
        new(HttpMethods.Post, "/triggers/{triggerId}/secrets", TriggerOperations.Rotate),
        new(HttpMethods.Get, "/executions", ExecutionOperations.List),
        new(HttpMethods.Get, "/executions/{executionId}", ExecutionOperations.Get),
        new(HttpMethods.Post, "/executions/{executionId}/cancel", ExecutionOperations.Cancel),
        new(HttpMethods.Post, "/executions/{executionId}/run-again", ExecutionOperations.RunAgain),
        new(HttpMethods.Get, "/activity", ActivityOperations.List),
        new(HttpMethods.Get, "/retention", OperatorOperations.GetRetention),
        new(HttpMethods.Post, "/retention/purge", OperatorOperations.Purge),
        new(HttpMethods.Get, "/health", OperatorOperations.GetHealth),
    ];
}
