using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Who changed what is configured.</summary>
internal static class ActivityOperations
{
    public static Operation List { get; } = new("listWebhookActivity", ListAsync)
    {
        Summary = "Lists changes of endpoints, subscriptions and triggers, newest first: who made them, when, and what they did.",
        Description = "What the host's code and configuration files give is not stored, so changes of it are not listed.",
        Answer = ManagementJson.Default.ResourcePageActivityResource,
        Filters =
        [
            OperationParameters.ResourceKind, OperationParameters.ResourceId, OperationParameters.OrganizationId, OperationParameters.From,
            OperationParameters.To, OperationParameters.PageSize, OperationParameters.After,
        ],
        IsReadOnly = true,
    };

    private static async Task<OperationResult> ListAsync(OperationCall call)
    {
        var filter = new ActivityFilter
        {
            Kind = call.Get(OperationParameters.ResourceKind),
            Id = call.Get(OperationParameters.ResourceId),
            OrganizationId = call.Scope.OrganizationId ?? call.Get(OperationParameters.OrganizationId),
            From = call.Get(OperationParameters.From),
            To = call.Get(OperationParameters.To),
        };
        var changes = await call.Service<WebhookHistory>().ListActivityAsync(filter, call.Page, call.Cancellation).ConfigureAwait(false);
        return OperationResult.Json(
            call.PageOf(changes, change => ActivityResource.Of(change, call.Service<WebhookFormats>())),
            ManagementJson.Default.ResourcePageActivityResource);
    }
}
