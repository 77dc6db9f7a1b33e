namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Every route of the API.</summary>
internal static class ApiRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        .. EndpointRoutes.All,
        .. EndpointActionRoutes.All,
        .. SubscriptionRoutes.All,
        .. EventRoutes.All,
        .. DeliveryRoutes.All,
        .. RedeliveryRoutes.All,
        .. TriggerRoutes.All,
        .. ExecutionRoutes.All,
        .. OperatorRoutes.All,
    ];
}
