using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Subscriptions.</summary>
internal static class SubscriptionOperations
{
    public static Operation List { get; } = new("listWebhookSubscriptions", ListAsync)
    {
        Summary = "Lists subscriptions, in the order of their ids.",
        Answer = ManagementJson.Default.ResourcePageSubscriptionResource,
        Filters = [OperationParameters.EndpointId, OperationParameters.PageSize, OperationParameters.After],
        IsReadOnly = true,
    };

    public static Operation Create { get; } = new("createWebhookSubscription", CreateAsync)
    {
        Summary = "Creates a subscription.",
        Description = "Its id is made, unless an operator writes one.",
        Body = ManagementJson.Default.SubscriptionResource,
        Answer = ManagementJson.Default.SubscriptionResource,
        Creates = true,
        CanConflict = true,
    };

    public static Operation Get { get; } = new("getWebhookSubscription", GetAsync)
    {
        Id = OperationParameters.Id("subscriptionId"),
        Summary = "Shows a subscription, with its ETag.",
        Answer = ManagementJson.Default.SubscriptionResource,
        IsReadOnly = true,
    };

    public static Operation Replace { get; } = new("replaceWebhookSubscription", ReplaceAsync)
    {
        Id = OperationParameters.Id("subscriptionId"),
        Summary = "Replaces a subscription.",
        Description = "What is left out gets its default: write all that was shown.",
        Body = ManagementJson.Default.SubscriptionResource,
        Answer = ManagementJson.Default.SubscriptionResource,
        NeedsTag = true,
        CanConflict = true,
        IsDestructive = true,
    };

    public static Operation Delete { get; } = new("deleteWebhookSubscription", DeleteAsync)
    {
        Id = OperationParameters.Id("subscriptionId"),
        Summary = "Deletes a subscription.",
        Description = "One of the host's own code or configuration files is as they say again; while it is so, it cannot be deleted.",
        TakesTag = true,
        CanConflict = true,
        IsDestructive = true,
    };

    public static Operation Enable { get; } = new("enableWebhookSubscription", call => SwitchAsync(call, true))
    {
        Id = OperationParameters.Id("subscriptionId"),
        Summary = "Enables a subscription.",
        Description = "Events published from then on are sent for it.",
        Answer = ManagementJson.Default.SubscriptionResource,
        CanConflict = true,
    };

    public static Operation Disable { get; } = new("disableWebhookSubscription", call => SwitchAsync(call, false))
    {
        Id = OperationParameters.Id("subscriptionId"),
        Summary = "Disables a subscription.",
        Description = "No events published from then on are sent for it. Its pending deliveries are still sent.",
        Answer = ManagementJson.Default.SubscriptionResource,
        CanConflict = true,
        IsDestructive = true,
    };

    public static Operation DryRun { get; } = new("dryRunWebhookSubscription", DryRunAsync)
    {
        Summary = "Says which of the last events match a subscription, saved or not, and why the others do not.",
        Body = ManagementJson.Default.DryRunRequest,
        Answer = ManagementJson.Default.IReadOnlyListDryRunResource,
        CanConflict = true,
        IsReadOnly = true,
    };

    private static async Task<OperationResult> ListAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        var (subscriptions, next) = view.Configuration.ListSubscriptions(
            call.Scope.OrganizationId, call.Get(OperationParameters.EndpointId), call.Page);
        return OperationResult.Json(
            call.PageOf(subscriptions.Select(SubscriptionResource.Of), next), ManagementJson.Default.ResourcePageSubscriptionResource);
    }

    private static Task<OperationResult> GetAsync(OperationCall call) => Edit.ShowAsync(call, EditableKinds.Subscription);

    private static Task<OperationResult> CreateAsync(OperationCall call)
    {
        var id = call.NewId(call.Body<SubscriptionResource>().Id, "sub");
        return Edit.CheckAsync(() => SaveAsync(call, id, async written =>
            EditableKinds.Subscription.Show(
                call,
                await call.Service<WebhookRegistry>().AddSubscriptionAsync(written, call.Origin, call.Cancellation)
                    .ConfigureAwait(false)).AsCreated(id)));
    }

    private static Task<OperationResult> ReplaceAsync(OperationCall call) => Edit.MakeAsync(
        call, EditableKinds.Subscription, stored =>
            SaveAsync(call, stored.Id, written => UpdateAsync(call, written with { Version = stored.Version })));

    private static Task<OperationResult> SwitchAsync(OperationCall call, bool enable) => Edit.MakeAsync(
        call, EditableKinds.Subscription, stored => UpdateAsync(call, stored with { Enabled = enable }));

    private static Task<OperationResult> DeleteAsync(OperationCall call) => Edit.MakeAsync(call, EditableKinds.Subscription, async stored =>
    {
        await call.Service<WebhookRegistry>().UpdateAsync([RoutingEdit.Remove(stored)], call.Origin, call.Cancellation)
            .ConfigureAwait(false);
        return OperationResult.Nothing;
    });

    private static async Task<OperationResult> SaveAsync(
        OperationCall call, string id, Func<WebhookSubscription, Task<OperationResult>> save)
    {
        var written = call.Body<SubscriptionResource>();
        var view = await call.ViewAsync().ConfigureAwait(false);
        return Check(written, view, call.Scope, id).ToList() is { Count: > 0 } errors
            ? OperationResult.Invalid(errors)
            : await save(written.ToSubscription(id)).ConfigureAwait(false);
    }

    private static async Task<OperationResult> UpdateAsync(OperationCall call, WebhookSubscription subscription) =>
        EditableKinds.Subscription.Show(
            call,
            await call.Service<WebhookRegistry>().UpdateSubscriptionAsync(subscription, call.Origin, call.Cancellation)
                .ConfigureAwait(false));

    private static async Task<OperationResult> DryRunAsync(OperationCall call)
    {
        var written = call.Body<DryRunRequest>();
        var view = await call.ViewAsync().ConfigureAwait(false);
        var errors = Check(written.Subscription, view, call.Scope, written.Subscription.Id ?? "")
            .Select(error => error with { Name = $"subscription.{error.Name}" }).ToList();
        if (written.Count is < 1 or > PageRequest.MaxSize)
        {
            errors.Add(new("count", $"Write a whole number from 1 to {PageRequest.MaxSize}."));
        }

        if (errors.Count > 0)
        {
            return OperationResult.Invalid(errors);
        }

        try
        {
            var decisions = await call.Service<WebhookOperations>()
                .DryRunAsync(written.Subscription.ToSubscription(written.Subscription.Id ?? "dry run"), written.Count, call.Cancellation)
                    .ConfigureAwait(false);
            return OperationResult.Json([.. decisions.Select(DryRunResource.Of)], ManagementJson.Default.IReadOnlyListDryRunResource);
        }
        catch (WebhookConfigurationException e)
        {
            return ConfigurationRefusal.Of(e, "subscription.");
        }
    }

    // The rules of configuration would tell another organization's endpoint from one that is not there.
    private static IEnumerable<WebhooksProblemItem> Check(SubscriptionResource written, View view, WebhooksApiScope scope, string id)
    {
        foreach (var fixedMember in FixedMember.Check(("id", written.Id is null || written.Id == id)))
        {
            yield return fixedMember;
        }

        if (view.FindEndpoint(written.EndpointId) is null)
        {
            yield return new("endpointId", "There is no such endpoint. Write the id of one that listWebhookEndpoints shows.");
        }

        if (!scope.IsAll && written.OrganizationId is { } organization && organization != scope.OrganizationId)
        {
            yield return new("organizationId", "It is not your organization. Leave it out.");
        }
    }
}
