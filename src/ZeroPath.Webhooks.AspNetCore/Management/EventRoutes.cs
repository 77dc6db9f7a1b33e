using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Published events, and the types there are.</summary>
internal static class EventRoutes
{
    public static IEnumerable<ApiRoute> All { get; } =
    [
        new(HttpMethods.Get, "/events", "listWebhookEvents", ListAsync)
        {
            Summary = "Lists published events with their deliveries, newest first.",
            Answer = typeof(ResourcePage<EventResource>),
            Query =
            [
                ApiParameters.EventType, ApiParameters.OrganizationId, ApiParameters.RepositoryId, ApiParameters.From, ApiParameters.To,
                ApiParameters.PageSize, ApiParameters.After,
            ],
        },
        new(HttpMethods.Get, "/events/{eventId}", "getWebhookEvent", GetAsync)
        {
            Summary = "Shows an event with its deliveries.",
            Answer = typeof(EventResource),
        },
        new(HttpMethods.Get, "/events/{eventId}/payload", "getWebhookEventPayload", GetPayloadAsync)
        {
            Summary = "Shows an event's payload, byte for byte as it is sent.",
            Answer = typeof(System.Text.Json.JsonElement),
        },
        new(HttpMethods.Get, "/events/{eventId}/explanation", "explainWebhookEvent", ExplainAsync)
        {
            Summary = "Says why an event was sent or not, endpoint by endpoint.",
            Answer = typeof(ExplanationResource),
            Query = [ApiParameters.EndpointId],
        },
        new(HttpMethods.Get, "/event-types", "listWebhookEventTypes", ListTypesAsync)
        {
            Summary = "Lists the documented types of events, each with a sample.",
            Description = "Where the contract's documents are mapped, each type has the address of its schema, and Link names the documents.",
            Answer = typeof(IReadOnlyList<EventTypeResource>),
        },
    ];

    private static async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        var filter = view.Limit(new EventFilter
        {
            Type = request.Get(ApiParameters.EventType) is { } type ? new(type) : null,
            OrganizationId = request.Get(ApiParameters.OrganizationId),
            RepositoryId = request.Get(ApiParameters.RepositoryId),
            From = request.Get(ApiParameters.From),
            To = request.Get(ApiParameters.To),
        });
        var (events, next) = await request.Service<WebhookHistory>().ListEventsAsync(filter, request.Page, request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Json(
            request.PageOf(events.Select(published => EventResource.Of(published, view.EndpointIds)), next), ManagementJson.Default.ResourcePageEventResource);
    }

    private static async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        return await FindAsync(request).ConfigureAwait(false) is { } published
            ? ApiAnswer.Json(EventResource.Of(published, view.EndpointIds), ManagementJson.Default.EventResource)
            : ApiAnswer.NotFound;
    }

    private static async Task<ApiAnswer> GetPayloadAsync(ApiRequest request) => await FindAsync(request).ConfigureAwait(false) is { Body.IsEmpty: false } published
        ? new(StatusCodes.Status200OK, published.Body, ApiAnswer.JsonType)
        : ApiAnswer.NotFound;

    private static async Task<ApiAnswer> ExplainAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        if (await FindAsync(request).ConfigureAwait(false) is null)
        {
            return ApiAnswer.NotFound;
        }

        // Of a removed endpoint operators can ask too: its deliveries are still there.
        var asked = request.Get(ApiParameters.EndpointId);
        if (asked is not null && view.EndpointIds?.Contains(asked) == false)
        {
            return ApiAnswer.NotFound;
        }

        var operations = request.Service<WebhookOperations>();
        var explanation = asked is null && view.EndpointIds is { } seen
            ? await operations.ExplainAsync(request.Id, seen, request.Cancellation).ConfigureAwait(false)
            : await operations.ExplainAsync(request.Id, asked, request.Cancellation).ConfigureAwait(false);
        return explanation is null ? ApiAnswer.NotFound : ApiAnswer.Json(ExplanationResource.Of(explanation), ManagementJson.Default.ExplanationResource);
    }

    private static Task<ApiAnswer> ListTypesAsync(ApiRequest request)
    {
        var documents = request.ContractPaths;
        var schema = documents.GetValueOrDefault(WebhookContract.EmittedSchema);
        var types = ApiAnswer.Json(
            [.. EventCatalog.All.Select(definition => EventTypeResource.Of(definition, schema))],
            ManagementJson.Default.IReadOnlyListEventTypeResource);
        return Task.FromResult(types with { Links = [.. documents.Values.Select(path => $"<{path}>; rel=\"describedby\"")] });
    }

    private static async Task<PublishedEvent?> FindAsync(ApiRequest request) =>
        await request.Service<WebhookHistory>().FindEventAsync(request.Id, request.Cancellation).ConfigureAwait(false) is { } published
            && request.Scope.Includes(published.OrganizationId) ? published : null;
}
