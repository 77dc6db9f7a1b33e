using System.Globalization;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>The kinds of things that callers can change.</summary>
internal static class EditableKinds
{
    public static EditableKind<WebhookEndpoint> Endpoint { get; } = new(
        async call => (await call.ViewAsync().ConfigureAwait(false)).FindEndpoint(call.Id),
        (call, endpoint) => OperationResult.Json(
            EndpointResource.Of(endpoint, call.Service<WebhookFormats>()), ManagementJson.Default.EndpointResource)
            .WithTag(call.Service<WebhookRegistry>().Tags.Of(endpoint)));

    public static EditableKind<WebhookSubscription> Subscription { get; } = new(
        async call => (await call.ViewAsync().ConfigureAwait(false)).FindSubscription(call.Id),
        (call, subscription) => OperationResult.Json(SubscriptionResource.Of(subscription), ManagementJson.Default.SubscriptionResource)
            .WithTag(call.Service<WebhookRegistry>().Tags.Of(subscription)));

    public static EditableKind<InboundTrigger> Trigger { get; } = new(
        call => FindTriggerAsync(call, call.Id),
        (_, trigger) => OperationResult.Json(TriggerResource.Of(trigger), ManagementJson.Default.TriggerResource)
            .WithTag(trigger.Version.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A trigger that the caller may see; null if there is none of this id. Nodes do not keep triggers in memory.</summary>
    public static async Task<InboundTrigger?> FindTriggerAsync(OperationCall call, string id) =>
        await call.Service<InboundTriggers>().FindAsync(id, call.Cancellation).ConfigureAwait(false) is { } trigger
            && call.Scope.Includes(trigger.OrganizationId) ? trigger : null;
}
