using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Published events, and the types there are.</summary>
internal static class EventOperations
{
    public static Operation List { get; } = new("listWebhookEvents", ListAsync)
    {
        Summary = "Lists published events with their deliveries, newest first.",
        Answer = ManagementJson.Default.ResourcePageEventResource,
        Filters =
        [
            OperationParameters.EventType, OperationParameters.OrganizationId, OperationParameters.RepositoryId, OperationParameters.From,
            OperationParameters.To,
            OperationParameters.PageSize, OperationParameters.After,
        ],
        IsReadOnly = true,
    };

    public static Operation Get { get; } = new("getWebhookEvent", GetAsync)
    {
        Id = OperationParameters.Id("eventId"),
        Summary = "Shows an event with its deliveries.",
        Answer = ManagementJson.Default.EventResource,
        IsReadOnly = true,
    };

    public static Operation GetPayload { get; } = new("getWebhookEventPayload", GetPayloadAsync)
    {
        Id = OperationParameters.Id("eventId"),
        Summary = "Shows an event's payload, byte for byte as it is sent.",
        Answer = ManagementJson.Default.JsonElement,
        IsReadOnly = true,
    };

    public static Operation Explain { get; } = new("explainWebhookEvent", ExplainAsync)
    {
        Id = OperationParameters.Id("eventId"),
        Summary = "Says why an event was sent or not, endpoint by endpoint.",
        Answer = ManagementJson.Default.ExplanationResource,
        Filters = [OperationParameters.EndpointId],
        IsReadOnly = true,
    };

    public static Operation ListTypes { get; } = new("listWebhookEventTypes", ListTypesAsync)
    {
        Summary = "Lists the documented types of events, each with a sample.",
        Description = "Where the contract's documents are mapped, each type has the address of its schema, and Link names the documents. "
            + "One that is asked for alone has its schema too.",
        Filters = [OperationParameters.EventType],
        Answer = ManagementJson.Default.IReadOnlyListEventTypeResource,
        IsReadOnly = true,
    };

    private static async Task<OperationResult> ListAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        var filter = view.Limit(new EventFilter
        {
            Type = call.Get(OperationParameters.EventType) is { } type ? new(type) : null,
            OrganizationId = call.Get(OperationParameters.OrganizationId),
            RepositoryId = call.Get(OperationParameters.RepositoryId),
            From = call.Get(OperationParameters.From),
            To = call.Get(OperationParameters.To),
        });
        var events = await call.Service<WebhookHistory>().ListEventsAsync(filter, call.Page, call.Cancellation)
            .ConfigureAwait(false);
        return OperationResult.Json(
            call.PageOf(events, published => EventResource.Of(published, view)),
            ManagementJson.Default.ResourcePageEventResource);
    }

    private static async Task<OperationResult> GetAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        return await FindAsync(call).ConfigureAwait(false) is { } published
            ? OperationResult.Json(EventResource.Of(published, view), ManagementJson.Default.EventResource)
            : OperationResult.NotFound;
    }

    private static async Task<OperationResult> GetPayloadAsync(OperationCall call) =>
        await FindAsync(call).ConfigureAwait(false) is { Body.IsEmpty: false } published
        ? OperationResult.Raw(published.Body)
        : OperationResult.NotFound;

    private static async Task<OperationResult> ExplainAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        if (await FindAsync(call).ConfigureAwait(false) is null)
        {
            return OperationResult.NotFound;
        }

        // Of a removed endpoint operators can ask too: its deliveries are still there.
        var asked = call.Get(OperationParameters.EndpointId);
        if (asked is not null && view.EndpointIds?.Contains(asked) == false)
        {
            return OperationResult.NotFound;
        }

        var operations = call.Service<WebhookOperations>();
        var explanation = asked is null && view.EndpointIds is { } seen
            ? await operations.ExplainAsync(call.Id, seen, call.Cancellation).ConfigureAwait(false)
            : await operations.ExplainAsync(call.Id, asked, call.Cancellation).ConfigureAwait(false);
        return explanation is null
            ? OperationResult.NotFound
            : OperationResult.Json(ExplanationResource.Of(explanation), ManagementJson.Default.ExplanationResource);
    }

    private static Task<OperationResult> ListTypesAsync(OperationCall call)
    {
        var asked = call.Get(OperationParameters.EventType);
        if (asked is not null && EventCatalog.Find(new WebhookEventType(asked)) is null)
        {
            var hint = NearestEventType.Hint(asked, "Leave it out to see them all.");
            return Task.FromResult(OperationResult.Invalid(
                new WebhooksProblemItem(OperationParameters.EventType.Name, $"It is no documented type. {hint}")));
        }

        var documents = call.FindContract();
        var schema = documents.GetValueOrDefault(WebhookContract.EmittedSchema);
        var types = EventCatalog.All.Where(definition => asked is null || definition.Type.Name == asked)
            .Select(definition => EventTypeResource.Of(definition, schema, isAlone: asked is not null));
        return Task.FromResult(
            OperationResult.Json([.. types], ManagementJson.Default.IReadOnlyListEventTypeResource) with
            {
                DescribedBy = [.. documents.Values],
            });
    }

    private static async Task<PublishedEvent?> FindAsync(OperationCall call) =>
        await call.Service<WebhookHistory>().FindEventAsync(call.Id, call.Cancellation).ConfigureAwait(false) is { } published
            && call.Scope.Includes(published.OrganizationId) ? published : null;
}
