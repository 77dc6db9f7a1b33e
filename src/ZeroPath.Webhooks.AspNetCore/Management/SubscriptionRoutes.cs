using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Subscriptions.</summary>
internal static class SubscriptionRoutes
{
    private static readonly ApiBody Resource = new(ManagementJson.Default.SubscriptionResource);

    public static IEnumerable<ApiRoute> All { get; } =
    [
        new(HttpMethods.Get, "/subscriptions", "listWebhookSubscriptions", ListAsync)
        {
            Summary = "Lists subscriptions, in the order of their ids.",
            Answer = typeof(ResourcePage<SubscriptionResource>),
            Query = [ApiParameters.EndpointId, ApiParameters.PageSize, ApiParameters.After],
        },
        new(HttpMethods.Post, "/subscriptions", "createWebhookSubscription", CreateAsync)
        {
            Summary = "Creates a subscription.",
            Description = "The API makes its id.",
            Body = Resource,
            Answer = typeof(SubscriptionResource),
            Status = StatusCodes.Status201Created,
            CanConflict = true,
        },
        new(HttpMethods.Get, "/subscriptions/{subscriptionId}", "getWebhookSubscription", GetAsync)
        {
            Summary = "Shows a subscription, with its ETag.",
            Answer = typeof(SubscriptionResource),
        },
        new(HttpMethods.Put, "/subscriptions/{subscriptionId}", "replaceWebhookSubscription", ReplaceAsync)
        {
            Summary = "Replaces a subscription.",
            Body = Resource,
            Answer = typeof(SubscriptionResource),
            NeedsMatch = true,
            CanConflict = true,
        },
        new(HttpMethods.Delete, "/subscriptions/{subscriptionId}", "deleteWebhookSubscription", DeleteAsync)
        {
            Summary = "Deletes a subscription.",
            Description = "One of the host's own code or configuration files is as they say again; while it is so, it cannot be deleted.",
            Answer = typeof(void),
            Status = StatusCodes.Status204NoContent,
            TakesMatch = true,
            CanConflict = true,
        },
        new(HttpMethods.Post, "/subscriptions/dry-run", "dryRunWebhookSubscription", DryRunAsync)
        {
            Summary = "Says which of the last events match a subscription, saved or not, and why the others do not.",
            Body = new(ManagementJson.Default.DryRunRequest),
            Answer = typeof(IReadOnlyList<DryRunResource>),
            CanConflict = true,
        },
    ];

    private static async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        var (subscriptions, next) = view.Configuration.ListSubscriptions(
            request.Scope.OrganizationId, request.Get(ApiParameters.EndpointId), request.Page);
        return ApiAnswer.Json(request.PageOf(subscriptions.Select(SubscriptionResource.Of), next), ManagementJson.Default.ResourcePageSubscriptionResource);
    }

    private static async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        return view.FindSubscription(request.Id) is { } subscription ? SubscriptionResource.AnswerOf(subscription) : ApiAnswer.NotFound;
    }

    private static Task<ApiAnswer> CreateAsync(ApiRequest request)
    {
        var id = $"sub_{Guid.CreateVersion7(request.Now):N}";
        return ApiEdit.MakeAsync(request, ApiEdit.Subscription, async (view, registry) =>
            Check(request.Body<SubscriptionResource>(), view, request.Scope, id).ToList() is { Count: > 0 } errors
                ? ApiAnswer.Invalid(errors)
                : request.Created(
                    SubscriptionResource.AnswerOf(await registry.AddSubscriptionAsync(
                        request.Body<SubscriptionResource>().ToSubscription(id), request.Origin, request.Cancellation).ConfigureAwait(false)),
                    id));
    }

    private static Task<ApiAnswer> ReplaceAsync(ApiRequest request) => ApiEdit.MakeAsync(request, ApiEdit.Subscription, async (view, registry) =>
    {
        if (view.FindSubscription(request.Id) is not { } stored)
        {
            return ApiAnswer.NotFound;
        }

        if (!request.Matches(SubscriptionResource.AnswerOf(stored)))
        {
            return ApiAnswer.Changed;
        }

        var written = request.Body<SubscriptionResource>();
        return Check(written, view, request.Scope, stored.Id).ToList() is { Count: > 0 } errors
            ? ApiAnswer.Invalid(errors)
            : SubscriptionResource.AnswerOf(await registry.UpdateSubscriptionAsync(
                written.ToSubscription(stored.Id) with { Version = stored.Version }, request.Origin, request.Cancellation).ConfigureAwait(false));
    });

    private static Task<ApiAnswer> DeleteAsync(ApiRequest request) => ApiEdit.MakeAsync(request, ApiEdit.Subscription, async (view, registry) =>
    {
        if (view.FindSubscription(request.Id) is not { } stored)
        {
            return ApiAnswer.NotFound;
        }

        if (!request.Matches(SubscriptionResource.AnswerOf(stored)))
        {
            return ApiAnswer.Changed;
        }

        await registry.UpdateAsync([RoutingEdit.Remove(stored)], request.Origin, request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.NoContent;
    });

    private static async Task<ApiAnswer> DryRunAsync(ApiRequest request)
    {
        var written = request.Body<DryRunRequest>();
        var view = await request.ViewAsync().ConfigureAwait(false);
        var errors = Check(written.Subscription, view, request.Scope, written.Subscription.Id ?? "").Select(error => error with { Name = $"subscription.{error.Name}" }).ToList();
        if (written.Count is < 1 or > PageRequest.MaxSize)
        {
            errors.Add(new("count", $"Write a whole number from 1 to {PageRequest.MaxSize}."));
        }

        if (errors.Count > 0)
        {
            return ApiAnswer.Invalid(errors);
        }

        try
        {
            var decisions = await request.Service<WebhookOperations>()
                .DryRunAsync(written.Subscription.ToSubscription(written.Subscription.Id ?? "dry run"), written.Count, request.Cancellation).ConfigureAwait(false);
            return ApiAnswer.Json([.. decisions.Select(DryRunResource.Of)], ManagementJson.Default.IReadOnlyListDryRunResource);
        }
        catch (WebhookConfigurationException e)
        {
            return ConfigurationRefusal.Of(e, ApiEdit.Subscription, request.Scope.IsAll, "subscription.");
        }
    }

    // The rules of configuration would tell another organization's endpoint from one that is not there.
    private static IEnumerable<WebhooksProblemItem> Check(SubscriptionResource written, ApiView view, WebhooksApiScope scope, string id)
    {
        foreach (var fixedMember in FixedMember.Check(("id", written.Id is null || written.Id == id)))
        {
            yield return fixedMember;
        }

        if (view.FindEndpoint(written.EndpointId) is null)
        {
            yield return new("endpointId", "There is no such endpoint. Write the id of one that the route /endpoints lists.");
        }

        if (!scope.IsAll && written.OrganizationId is { } organization && organization != scope.OrganizationId)
        {
            yield return new("organizationId", "It is not your organization. Leave it out.");
        }
    }
}
