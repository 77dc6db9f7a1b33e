using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Endpoints: to list, create, look at, replace and delete them.</summary>
internal static class EndpointOperations
{
    public static Operation List { get; } = new("listWebhookEndpoints", ListAsync)
    {
        Summary = "Lists endpoints, in the order of their names.",
        Answer = ManagementJson.Default.ResourcePageEndpointResource,
        Filters = [OperationParameters.Search, OperationParameters.EndpointState, OperationParameters.PageSize, OperationParameters.After],
        IsReadOnly = true,
    };

    public static Operation Create { get; } = new("createWebhookEndpoint", CreateAsync)
    {
        Summary = "Creates an endpoint.",
        Description = "Its id is made, unless an operator writes one. Subscriptions say which events it gets.",
        Body = ManagementJson.Default.EndpointResource,
        Answer = ManagementJson.Default.EndpointResource,
        Creates = true,
        CanConflict = true,
    };

    public static Operation Get { get; } = new("getWebhookEndpoint", GetAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary = "Shows an endpoint, with its ETag.",
        Answer = ManagementJson.Default.EndpointResource,
        IsReadOnly = true,
    };

    public static Operation Replace { get; } = new("replaceWebhookEndpoint", ReplaceAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary = "Replaces an endpoint.",
        Description =
            "What is left out gets its default: write all that was shown. What was shown as *** and is written so stays as it is stored, "
                + "unless the URL's host changes, or the format that needs it: then it must be written anew.",
        Body = ManagementJson.Default.EndpointResource,
        Answer = ManagementJson.Default.EndpointResource,
        NeedsTag = true,
        CanConflict = true,
        IsDestructive = true,
    };

    public static Operation Delete { get; } = new("deleteWebhookEndpoint", DeleteAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary = "Deletes an endpoint and its subscriptions.",
        Description =
            "Its pending deliveries are cancelled when their turn comes. One of the host's own code or configuration files is as they say "
            + "again; while it is so, it cannot be deleted.",
        TakesTag = true,
        CanConflict = true,
        IsDestructive = true,
    };

    private static async Task<OperationResult> ListAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        var (endpoints, _) = await OverviewOperations.ListAsync(call, view).ConfigureAwait(false);
        var formats = call.Service<WebhookFormats>();
        return OperationResult.Json(
            call.PageOf(endpoints, endpoint => EndpointResource.Of(endpoint, formats)),
            ManagementJson.Default.ResourcePageEndpointResource);
    }

    private static Task<OperationResult> GetAsync(OperationCall call) => Edit.ShowAsync(call, EditableKinds.Endpoint);

    private static Task<OperationResult> CreateAsync(OperationCall call)
    {
        var written = call.Body<EndpointResource>();
        var (endpoint, errors) = EndpointDraft.Apply(
            written, EndpointDraft.New(written, call.NewId(written.Id, "ept"), call.Scope), call.Service<WebhookFormats>());
        return errors.Count > 0
            ? Task.FromResult(OperationResult.Invalid(errors))
            : Edit.CheckAsync(async () =>
            {
                var saved = await call.Service<WebhookRegistry>().AddEndpointAsync(endpoint, call.Origin, call.Cancellation)
                    .ConfigureAwait(false);
                return EditableKinds.Endpoint.Show(call, saved).AsCreated(saved.Id);
            });
    }

    private static Task<OperationResult> ReplaceAsync(OperationCall call) => Edit.MakeAsync(call, EditableKinds.Endpoint, async stored =>
    {
        var (endpoint, errors) = EndpointDraft.Apply(call.Body<EndpointResource>(), stored, call.Service<WebhookFormats>());
        return errors.Count > 0
            ? OperationResult.Invalid(errors)
            : EditableKinds.Endpoint.Show(
                call,
                await call.Service<WebhookRegistry>().UpdateEndpointAsync(endpoint, call.Origin, call.Cancellation).ConfigureAwait(false));
    });

    private static Task<OperationResult> DeleteAsync(OperationCall call) => Edit.MakeAsync(call, EditableKinds.Endpoint, async stored =>
    {
        await call.Service<WebhookRegistry>().UpdateAsync([RoutingEdit.Remove(stored)], call.Origin, call.Cancellation)
            .ConfigureAwait(false);
        return OperationResult.Nothing;
    });
}
