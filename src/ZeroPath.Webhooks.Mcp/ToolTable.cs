using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.Mcp;

/// <summary>
/// The operations that agents can call. What is not here is left to people, such as deleting endpoints and what is the host's own.
/// </summary>
internal static class ToolTable
{
    public static IReadOnlyList<Operation> Operations { get; } =
    [
        TriggerOperations.List,
        TriggerOperations.Get,
        TriggerOperations.Create,
        TriggerOperations.Replace,
        TriggerOperations.Enable,
        TriggerOperations.Disable,
        TriggerOperations.Rotate,
        TriggerOperations.Delete,
        ExecutionOperations.List,
        ExecutionOperations.Get,
        ExecutionOperations.Cancel,
        ExecutionOperations.RunAgain,
        EndpointOperations.List,
        EndpointOperations.Get,
        EndpointOperations.Create,
        EndpointOperations.Replace,
        EndpointActionOperations.Enable,
        EndpointActionOperations.Disable,
        EndpointActionOperations.Test,
        EndpointActionOperations.Replay,
        SubscriptionOperations.List,
        SubscriptionOperations.Get,
        SubscriptionOperations.Create,
        SubscriptionOperations.Replace,
        SubscriptionOperations.Enable,
        SubscriptionOperations.Disable,
        SubscriptionOperations.DryRun,
        EventOperations.List,
        EventOperations.Get,
        EventOperations.GetPayload,
        EventOperations.Explain,
        EventOperations.ListTypes,
        DeliveryOperations.List,
        DeliveryOperations.Get,
        DeliveryOperations.Redeliver,
        DeliveryOperations.GetStatistics,
        ActivityOperations.List,
    ];
}
