using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>What is done with endpoints.</summary>
internal static class EndpointActionRoutes
{
    public static IEnumerable<ApiRoute> All { get; } =
    [
        new(HttpMethods.Post, "/endpoints/{endpointId}/enable", "enableWebhookEndpoint", EnableAsync)
        {
            Summary = "Enables an endpoint.",
            Description = "Events published from then on are sent to it. What was cancelled meanwhile stays so, until it is redelivered or replayed.",
            Answer = typeof(EndpointResource),
            CanConflict = true,
        },
        new(HttpMethods.Post, "/endpoints/{endpointId}/disable", "disableWebhookEndpoint", DisableAsync)
        {
            Summary = "Disables an endpoint.",
            Description = "Its pending deliveries are cancelled when their turn comes. One that is disabled already keeps its reason.",
            Body = new(ManagementJson.Default.DisableRequest),
            Answer = typeof(EndpointResource),
            CanConflict = true,
        },
        new(HttpMethods.Get, "/endpoints/{endpointId}/health", "getWebhookEndpointHealth", GetHealthAsync)
        {
            Summary = "Shows how an endpoint has been doing.",
            Answer = typeof(EndpointHealthResource),
        },
        new(HttpMethods.Post, "/endpoints/{endpointId}/test", "testWebhookEndpoint", TestAsync)
        {
            Summary = "Sends an endpoint the sample of a type of event, as a test.",
            Description = "At once, whatever its subscriptions say and even if it is disabled. Nothing of it is stored, repeated or counted.",
            Body = new(ManagementJson.Default.TestRequest, isOptional: true),
            Answer = typeof(AttemptResource),
            CanConflict = true,
        },
        new(HttpMethods.Post, "/endpoints/{endpointId}/replay", "replayWebhookEvents", ReplayAsync)
        {
            Summary = "Routes stored events of a range of time again, and sends an endpoint those that match its subscriptions as they are now.",
            Description = "Where a delivery of an event is still pending it adds none. Receivers know repeats by their webhook-id.",
            Body = new(ManagementJson.Default.ReplayRequest),
            Answer = typeof(ReplayResource),
            CanConflict = true,
        },
        new(HttpMethods.Post, "/endpoints/{endpointId}/signing-secrets", "rotateWebhookSigningSecret", RotateAsync)
        {
            Summary = "Makes a new signing secret, which is shown this once; those before sign beside it for a while.",
            Body = new(ManagementJson.Default.RotationRequest, isOptional: true),
            Answer = typeof(NewSigningSecret),
            CanConflict = true,
        },
        new(HttpMethods.Delete, "/endpoints/{endpointId}/signing-secrets", "deleteWebhookSigningSecrets", DeleteSecretsAsync)
        {
            Summary = "Removes all signing secrets: requests are not signed from then on.",
            Answer = typeof(EndpointResource),
            CanConflict = true,
        },
    ];

    private static Task<ApiAnswer> EnableAsync(ApiRequest request) =>
        ChangeAsync(request, endpoint => endpoint with { Enabled = true, DisabledReason = null });

    private static Task<ApiAnswer> DisableAsync(ApiRequest request) => string.IsNullOrWhiteSpace(request.Body<DisableRequest>().Reason)
        ? Task.FromResult(ApiAnswer.Invalid(new WebhooksProblemItem("reason", "It is empty. Write a sentence for people.")))
        : ChangeAsync(
            request, endpoint => endpoint.Enabled ? endpoint with { Enabled = false, DisabledReason = request.Body<DisableRequest>().Reason } : endpoint);

    private static Task<ApiAnswer> DeleteSecretsAsync(ApiRequest request) => ChangeAsync(request, endpoint => endpoint with { SigningSecrets = [] });

    private static async Task<ApiAnswer> RotateAsync(ApiRequest request)
    {
        var secret = SigningSecret.Create();
        var now = request.Now;
        var until = request.TryBody<RotationRequest>()?.PreviousUntil ?? now + RotationRequest.Overlap;
        return await ChangeAsync(
            request,
            endpoint => endpoint.WithNewSigningSecret(secret, until, now),
            endpoint => ApiAnswer.Json(
                new() { Secret = secret.Value, Endpoint = EndpointResource.Of(endpoint) }, ManagementJson.Default.NewSigningSecret)).ConfigureAwait(false);
    }

    private static async Task<ApiAnswer> GetHealthAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        if (view.FindEndpoint(request.Id) is null)
        {
            return ApiAnswer.NotFound;
        }

        var health = await request.Service<IEndpointHealthStore>().ListHealthAsync([request.Id], request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Json(EndpointHealthResource.Of(request.Id, health.SingleOrDefault()), ManagementJson.Default.EndpointHealthResource);
    }

    private static async Task<ApiAnswer> TestAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        if (view.FindEndpoint(request.Id) is not { } endpoint)
        {
            return ApiAnswer.NotFound;
        }

        var type = request.TryBody<TestRequest>()?.EventType is { } name ? new WebhookEventType(name) : WebhookEventType.ScanComplete;
        if (EventCatalog.Find(type) is null)
        {
            return ApiAnswer.Invalid(new WebhooksProblemItem("eventType", "It is no documented type. The route /event-types lists them."));
        }

        if (endpoint.UnreadableReason is { } reason)
        {
            return ApiAnswer.Problem(StatusCodes.Status409Conflict, $"Nothing can be sent to it, because its headers or signing secrets cannot be used: {reason}");
        }

        var attempt = await request.Service<WebhookOperations>().SendTestAsync(request.Id, type, request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Json(AttemptResource.Of(attempt, endpoint, request.Scope), ManagementJson.Default.AttemptResource);
    }

    private static async Task<ApiAnswer> ReplayAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        if (view.FindEndpoint(request.Id) is not { } endpoint)
        {
            return ApiAnswer.NotFound;
        }

        var written = request.Body<ReplayRequest>();
        if (written.From >= written.To)
        {
            return ApiAnswer.Invalid(new WebhooksProblemItem("from", "It is not before to. Write an earlier time."));
        }

        if (!endpoint.Enabled)
        {
            return ApiAnswer.Problem(StatusCodes.Status409Conflict, "The endpoint is disabled, so that nothing would be sent to it. Enable it first.");
        }

        var events = view.Limit(new EventFilter
        {
            From = written.From,
            To = written.To,
            Type = written.EventType is { } type ? new(type) : null,
            RepositoryId = written.RepositoryId,
            OrganizationId = endpoint.OrganizationId,
        });
        var result = await request.Service<WebhookOperations>()
            .ReplayAsync(events, request.Id, written.OnlyUndelivered, request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Json(ReplayResource.Of(result), ManagementJson.Default.ReplayResource);
    }

    private static Task<ApiAnswer> ChangeAsync(
        ApiRequest request, Func<WebhookEndpoint, WebhookEndpoint> change, Func<WebhookEndpoint, ApiAnswer>? answer = null) =>
        ApiEdit.MakeAsync(request, ApiEdit.Endpoint, async (view, registry) => view.FindEndpoint(request.Id) is { } stored
            ? (answer ?? EndpointResource.AnswerOf)(
                await registry.UpdateEndpointAsync(change(stored), request.Origin, request.Cancellation).ConfigureAwait(false))
            : ApiAnswer.NotFound);
}
