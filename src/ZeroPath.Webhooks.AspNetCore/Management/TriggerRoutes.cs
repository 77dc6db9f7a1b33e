using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Inbound triggers.</summary>
internal static class TriggerRoutes
{
    private static readonly ApiBody Resource = new(ManagementJson.Default.TriggerResource);

    public static IEnumerable<ApiRoute> All { get; } =
    [
        new(HttpMethods.Get, "/triggers", "listWebhookTriggers", ListAsync)
        {
            Summary = "Lists inbound triggers, in the order of their names.",
            Answer = typeof(ResourcePage<TriggerResource>),
            Query = [ApiParameters.OrganizationId, ApiParameters.PageSize, ApiParameters.After],
        },
        new(HttpMethods.Post, "/triggers", "createWebhookTrigger", CreateAsync)
        {
            Summary = "Creates an inbound trigger, whose secret is shown this once.",
            Body = Resource,
            Answer = typeof(NewTriggerSecret),
            Status = StatusCodes.Status201Created,
        },
        new(HttpMethods.Get, "/triggers/{triggerId}", "getWebhookTrigger", GetAsync)
        {
            Summary = "Shows an inbound trigger, with its ETag.",
            Answer = typeof(TriggerResource),
        },
        new(HttpMethods.Put, "/triggers/{triggerId}", "replaceWebhookTrigger", ReplaceAsync)
        {
            Summary = "Replaces an inbound trigger.",
            Body = Resource,
            Answer = typeof(TriggerResource),
            NeedsMatch = true,
        },
        new(HttpMethods.Delete, "/triggers/{triggerId}", "deleteWebhookTrigger", DeleteAsync)
        {
            Summary = "Deletes an inbound trigger.",
            Description = "Its executions stay to be looked at; those that have not started are cancelled when their turn comes.",
            Answer = typeof(void),
            Status = StatusCodes.Status204NoContent,
            TakesMatch = true,
        },
        new(HttpMethods.Post, "/triggers/{triggerId}/enable", "enableWebhookTrigger", request => ChangeAsync(request, true))
        {
            Summary = "Lets an inbound trigger accept requests again.",
            Answer = typeof(TriggerResource),
        },
        new(HttpMethods.Post, "/triggers/{triggerId}/disable", "disableWebhookTrigger", request => ChangeAsync(request, false))
        {
            Summary = "Lets an inbound trigger accept no more requests.",
            Description = "Executions that have not started are cancelled when their turn comes.",
            Answer = typeof(TriggerResource),
        },
        new(HttpMethods.Post, "/triggers/{triggerId}/secrets", "rotateWebhookTriggerSecret", RotateAsync)
        {
            Summary = "Makes a new secret, which is shown this once; the one before is accepted beside it for a while.",
            Description = $"For {InboundTriggers.LongestOverlap.Days} days at most.",
            Body = new(ManagementJson.Default.RotationRequest, isOptional: true),
            Answer = typeof(NewTriggerSecret),
        },
    ];

    private static async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var (triggers, next) = await request.Service<InboundTriggers>()
            .ListAsync(request.Scope.OrganizationId ?? request.Get(ApiParameters.OrganizationId), request.Page, request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Json(request.PageOf(triggers.Select(TriggerResource.Of), next), ManagementJson.Default.ResourcePageTriggerResource);
    }

    private static async Task<ApiAnswer> CreateAsync(ApiRequest request)
    {
        var written = request.Body<TriggerResource>();
        var blank = new InboundTrigger { Name = "", OrganizationId = request.Scope.IsAll ? written.OrganizationId : request.Scope.OrganizationId };
        if (written.FixedMembers(new() { Name = "", OrganizationId = blank.OrganizationId }).ToList() is { Count: > 0 } errors)
        {
            return ApiAnswer.Invalid(errors);
        }

        return await CheckedAsync(request, async triggers =>
        {
            var issued = await triggers.CreateAsync(written.Over(blank), request.Origin, request.Cancellation).ConfigureAwait(false);
            return request.Created(NewTriggerSecret.AnswerOf(issued), issued.Trigger.Id);
        }).ConfigureAwait(false);
    }

    private static async Task<ApiAnswer> GetAsync(ApiRequest request) =>
        await FindAsync(request).ConfigureAwait(false) is { } trigger ? TriggerResource.AnswerOf(trigger) : ApiAnswer.NotFound;

    private static async Task<ApiAnswer> ReplaceAsync(ApiRequest request)
    {
        if (await FindAsync(request).ConfigureAwait(false) is not { } stored)
        {
            return ApiAnswer.NotFound;
        }

        if (!request.Matches(TriggerResource.AnswerOf(stored)))
        {
            return ApiAnswer.Changed;
        }

        var written = request.Body<TriggerResource>();
        return written.FixedMembers(TriggerResource.Of(stored)).ToList() is { Count: > 0 } errors
            ? ApiAnswer.Invalid(errors)
            : await CheckedAsync(request, async triggers =>
                await triggers.UpdateAsync(written.Over(stored), request.Origin, request.Cancellation).ConfigureAwait(false) is { } saved
                    ? TriggerResource.AnswerOf(saved)
                    : ApiAnswer.Changed).ConfigureAwait(false);
    }

    private static async Task<ApiAnswer> DeleteAsync(ApiRequest request)
    {
        if (await FindAsync(request).ConfigureAwait(false) is not { } stored)
        {
            return ApiAnswer.NotFound;
        }

        return !request.Matches(TriggerResource.AnswerOf(stored)) ? ApiAnswer.Changed
            : await request.Service<InboundTriggers>().DeleteAsync(request.Id, request.Origin, request.Cancellation).ConfigureAwait(false) ? ApiAnswer.NoContent
            : ApiAnswer.NotFound;
    }

    private static async Task<ApiAnswer> ChangeAsync(ApiRequest request, bool enable)
    {
        if (await FindAsync(request).ConfigureAwait(false) is null)
        {
            return ApiAnswer.NotFound;
        }

        var triggers = request.Service<InboundTriggers>();
        var changed = await (enable
            ? triggers.EnableAsync(request.Id, request.Origin, request.Cancellation)
            : triggers.DisableAsync(request.Id, request.Origin, request.Cancellation)).ConfigureAwait(false);
        return changed is null ? ApiAnswer.NotFound : TriggerResource.AnswerOf(changed);
    }

    private static async Task<ApiAnswer> RotateAsync(ApiRequest request)
    {
        var overlap = (request.TryBody<RotationRequest>()?.PreviousUntil - request.Now) ?? RotationRequest.Overlap;
        if (await FindAsync(request).ConfigureAwait(false) is null)
        {
            return ApiAnswer.NotFound;
        }

        if (overlap > InboundTriggers.LongestOverlap)
        {
            return ApiAnswer.Invalid(new WebhooksProblemItem("previousUntil", $"It is too late. Write a time within {InboundTriggers.LongestOverlap.Days} days."));
        }

        var issued = await request.Service<InboundTriggers>()
            .RotateAsync(request.Id, overlap < TimeSpan.Zero ? TimeSpan.Zero : overlap, request.Origin, request.Cancellation).ConfigureAwait(false);
        return issued is null ? ApiAnswer.NotFound : NewTriggerSecret.AnswerOf(issued);
    }

    private static async Task<InboundTrigger?> FindAsync(ApiRequest request) =>
        await request.Service<InboundTriggers>().FindAsync(request.Id, request.Cancellation).ConfigureAwait(false) is { } trigger
            && request.Scope.Includes(trigger.OrganizationId) ? trigger : null;

    private static async Task<ApiAnswer> CheckedAsync(ApiRequest request, Func<InboundTriggers, Task<ApiAnswer>> change)
    {
        try
        {
            return await change(request.Service<InboundTriggers>()).ConfigureAwait(false);
        }
        catch (WebhookConfigurationException e)
        {
            return ConfigurationRefusal.Of(e, null, request.Scope.IsAll);
        }
    }
}
