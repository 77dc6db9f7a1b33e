using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Endpoints: to list, create, look at, replace and delete them.</summary>
internal static class EndpointRoutes
{
    private static readonly ApiBody Resource = new(ManagementJson.Default.EndpointResource);

    public static IEnumerable<ApiRoute> All { get; } =
    [
        new(HttpMethods.Get, "/endpoints", "listWebhookEndpoints", ListAsync)
        {
            Summary = "Lists endpoints, in the order of their names.",
            Answer = typeof(ResourcePage<EndpointResource>),
            Query = [ApiParameters.PageSize, ApiParameters.After],
        },
        new(HttpMethods.Post, "/endpoints", "createWebhookEndpoint", CreateAsync)
        {
            Summary = "Creates an endpoint.",
            Description = "The API makes its id. Subscriptions say which events it gets.",
            Body = Resource,
            Answer = typeof(EndpointResource),
            Status = StatusCodes.Status201Created,
            CanConflict = true,
        },
        new(HttpMethods.Get, "/endpoints/{endpointId}", "getWebhookEndpoint", GetAsync)
        {
            Summary = "Shows an endpoint, with its ETag.",
            Answer = typeof(EndpointResource),
        },
        new(HttpMethods.Put, "/endpoints/{endpointId}", "replaceWebhookEndpoint", ReplaceAsync)
        {
            Summary = "Replaces an endpoint.",
            Description = "What was shown as *** and is written so stays as it is stored, unless the URL's host changes: then it must be written anew.",
            Body = Resource,
            Answer = typeof(EndpointResource),
            NeedsMatch = true,
            CanConflict = true,
        },
        new(HttpMethods.Delete, "/endpoints/{endpointId}", "deleteWebhookEndpoint", DeleteAsync)
        {
            Summary = "Deletes an endpoint and its subscriptions.",
            Description = "Its pending deliveries are cancelled when their turn comes. One of the host's own code or configuration files is as they say again; "
                + "while it is so, it cannot be deleted.",
            Answer = typeof(void),
            Status = StatusCodes.Status204NoContent,
            TakesMatch = true,
            CanConflict = true,
        },
    ];

    private static async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        var (endpoints, next) = view.Configuration.ListEndpoints(request.Scope.OrganizationId, request.Page);
        return ApiAnswer.Json(request.PageOf(endpoints.Select(EndpointResource.Of), next), ManagementJson.Default.ResourcePageEndpointResource);
    }

    private static async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        return view.FindEndpoint(request.Id) is { } endpoint ? EndpointResource.AnswerOf(endpoint) : ApiAnswer.NotFound;
    }

    private static Task<ApiAnswer> CreateAsync(ApiRequest request)
    {
        var written = request.Body<EndpointResource>();
        var (endpoint, errors) = EndpointDraft.Apply(written, EndpointDraft.New(written, $"ept_{Guid.CreateVersion7(request.Now):N}", request.Scope));
        return errors.Count > 0
            ? Task.FromResult(ApiAnswer.Invalid(errors))
            : ApiEdit.MakeAsync(request, ApiEdit.Endpoint, async (_, registry) =>
            {
                var saved = await registry.AddEndpointAsync(endpoint, request.Origin, request.Cancellation).ConfigureAwait(false);
                return request.Created(EndpointResource.AnswerOf(saved), saved.Id);
            });
    }

    private static Task<ApiAnswer> ReplaceAsync(ApiRequest request) => ApiEdit.MakeAsync(request, ApiEdit.Endpoint, async (view, registry) =>
    {
        if (view.FindEndpoint(request.Id) is not { } stored)
        {
            return ApiAnswer.NotFound;
        }

        if (!request.Matches(EndpointResource.AnswerOf(stored)))
        {
            return ApiAnswer.Changed;
        }

        var (endpoint, errors) = EndpointDraft.Apply(request.Body<EndpointResource>(), stored);
        return errors.Count > 0
            ? ApiAnswer.Invalid(errors)
            : EndpointResource.AnswerOf(await registry.UpdateEndpointAsync(endpoint, request.Origin, request.Cancellation).ConfigureAwait(false));
    });

    private static Task<ApiAnswer> DeleteAsync(ApiRequest request) => ApiEdit.MakeAsync(request, ApiEdit.Endpoint, async (view, registry) =>
    {
        if (view.FindEndpoint(request.Id) is not { } stored)
        {
            return ApiAnswer.NotFound;
        }

        if (!request.Matches(EndpointResource.AnswerOf(stored)))
        {
            return ApiAnswer.Changed;
        }

        await registry.UpdateAsync([RoutingEdit.Remove(stored)], request.Origin, request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.NoContent;
    });
}
