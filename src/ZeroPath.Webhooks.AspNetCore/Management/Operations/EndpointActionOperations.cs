using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>What is done with endpoints.</summary>
internal static class EndpointActionOperations
{
    public static Operation Enable { get; } = new("enableWebhookEndpoint", EnableAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary = "Enables an endpoint.",
        Description =
            "Events published from then on are sent to it. What was cancelled meanwhile stays so, until it is redelivered or replayed.",
        Answer = ManagementJson.Default.EndpointResource,
        CanConflict = true,
    };

    public static Operation Disable { get; } = new("disableWebhookEndpoint", DisableAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary = "Disables an endpoint.",
        Description = "Its pending deliveries are cancelled when their turn comes. One that is disabled already keeps its reason.",
        Body = ManagementJson.Default.DisableRequest,
        Answer = ManagementJson.Default.EndpointResource,
        CanConflict = true,
        IsDestructive = true,
    };

    public static Operation GetHealth { get; } = new("getWebhookEndpointHealth", GetHealthAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary = "Shows how an endpoint has been doing.",
        Answer = ManagementJson.Default.EndpointHealthResource,
        IsReadOnly = true,
    };

    public static Operation Test { get; } = new("testWebhookEndpoint", TestAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary = "Sends an endpoint the sample of a type of event, as a test.",
        Description = "At once, whatever its subscriptions say and even if it is disabled. Nothing of it is stored, repeated or counted. "
                + $"There are {TestRate.MaxPerMinute} tests a minute.",
        Body = ManagementJson.Default.TestRequest,
        IsBodyOptional = true,
        Answer = ManagementJson.Default.AttemptResource,
        CanConflict = true,
        HasRate = true,
    };

    public static Operation Replay { get; } = new("replayWebhookEvents", ReplayAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary =
            "Routes stored events of a range of time again, and sends an endpoint those that match its subscriptions as they are now.",
        Description = "Where a delivery of an event is still pending it adds none. Receivers know repeats by their webhook-id.",
        Body = ManagementJson.Default.ReplayRequest,
        Answer = ManagementJson.Default.ReplayResource,
        CanConflict = true,
    };

    public static Operation Rotate { get; } = new("rotateWebhookSigningSecret", RotateAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary = "Makes a new signing secret, which is shown this once; those before sign beside it for a while.",
        Body = ManagementJson.Default.RotationRequest,
        IsBodyOptional = true,
        Answer = ManagementJson.Default.NewSigningSecret,
        CanConflict = true,
        IsDestructive = true,
    };

    public static Operation DeleteSecrets { get; } = new("deleteWebhookSigningSecrets", DeleteSecretsAsync)
    {
        Id = OperationParameters.Id("endpointId"),
        Summary = "Removes all signing secrets: requests are not signed from then on.",
        Answer = ManagementJson.Default.EndpointResource,
        CanConflict = true,
        IsDestructive = true,
    };

    private static Task<OperationResult> EnableAsync(OperationCall call) =>
        ChangeAsync(call, endpoint => endpoint with { Enabled = true, DisabledReason = null });

    private static Task<OperationResult> DisableAsync(OperationCall call) => string.IsNullOrWhiteSpace(call.Body<DisableRequest>().Reason)
        ? Task.FromResult(OperationResult.Invalid(new WebhooksProblemItem("reason", "It is empty. Write a sentence for people.")))
        : ChangeAsync(
            call, endpoint =>
                endpoint.Enabled ? endpoint with { Enabled = false, DisabledReason = call.Body<DisableRequest>().Reason } : endpoint);

    private static Task<OperationResult> DeleteSecretsAsync(OperationCall call) =>
        ChangeAsync(call, endpoint => endpoint with { SigningSecrets = [] });

    private static async Task<OperationResult> RotateAsync(OperationCall call)
    {
        var secret = SigningSecret.Create();
        var now = call.Now;
        var until = call.TryBody<RotationRequest>()?.PreviousUntil ?? now + RotationRequest.Overlap;
        return await ChangeAsync(
            call,
            endpoint => endpoint.WithNewSigningSecret(secret, until, now),
            endpoint => OperationResult.Json(
                new()
                {
                    Secret = secret.Value,
                    Endpoint = EndpointResource.Of(endpoint, call.Service<WebhookFormats>()),
                }, ManagementJson.Default.NewSigningSecret)).ConfigureAwait(false);
    }

    private static async Task<OperationResult> GetHealthAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        if (view.FindEndpoint(call.Id) is not { } endpoint)
        {
            return OperationResult.NotFound;
        }

        var health = await call.Service<IEndpointHealthStore>().ListHealthAsync([call.Id], call.Cancellation).ConfigureAwait(false);
        return OperationResult.Json(
            EndpointHealthResource.Of(endpoint, health.SingleOrDefault()), ManagementJson.Default.EndpointHealthResource);
    }

    private static async Task<OperationResult> TestAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        if (view.FindEndpoint(call.Id) is not { } endpoint)
        {
            return OperationResult.NotFound;
        }

        var type = call.TryBody<TestRequest>()?.EventType is { } name ? new WebhookEventType(name) : WebhookEventType.ScanComplete;
        if (EventCatalog.Find(type) is null)
        {
            var hint = NearestEventType.Hint(type.Name, "listWebhookEventTypes shows them.");
            return OperationResult.Invalid(new WebhooksProblemItem("eventType", $"It is no documented type. {hint}"));
        }

        if (endpoint.UnreadableReason is { } reason)
        {
            return OperationResult.Conflict($"Nothing can be sent to it, because what is stored of it cannot be used: {reason}");
        }

        if (call.Service<TestRate>().TakeTurn(call.Scope.OrganizationId) is var wait && wait > TimeSpan.Zero)
        {
            return OperationResult.TooMany(
                $"That is more than {TestRate.MaxPerMinute} tests a minute. Wait {Math.Ceiling(wait.TotalSeconds)} seconds.", wait);
        }

        var sent = await call.Service<WebhookOperations>().SendSampleAsync(call.Id, type, call.Cancellation).ConfigureAwait(false);
        return OperationResult.Json(
            AttemptResource.Of(sent.Attempt, call.Scope) with
            {
                Request = RequestResource.Of(sent.Request, endpoint, call.Service<WebhookFormats>()),
            },
            ManagementJson.Default.AttemptResource);
    }

    private static async Task<OperationResult> ReplayAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        if (view.FindEndpoint(call.Id) is not { } endpoint)
        {
            return OperationResult.NotFound;
        }

        var written = call.Body<ReplayRequest>();
        if (written.From >= written.To)
        {
            return OperationResult.Invalid(new WebhooksProblemItem("from", "It is not before to. Write an earlier time."));
        }

        if (!endpoint.Enabled)
        {
            return OperationResult.Conflict("The endpoint is disabled, so that nothing would be sent to it. Enable it first.");
        }

        var events = view.Limit(new EventFilter
        {
            From = written.From,
            To = written.To,
            Type = written.EventType is { } type ? new(type) : null,
            RepositoryId = written.RepositoryId,
            OrganizationId = endpoint.OrganizationId,
        });
        var result = await call.Service<WebhookOperations>()
            .ReplayAsync(events, call.Id, written.OnlyUndelivered, call.Cancellation).ConfigureAwait(false);
        return OperationResult.Json(ReplayResource.Of(result), ManagementJson.Default.ReplayResource);
    }

    private static Task<OperationResult> ChangeAsync(
        OperationCall call, Func<WebhookEndpoint, WebhookEndpoint> change, Func<WebhookEndpoint, OperationResult>? show = null) =>
        Edit.MakeAsync(call, EditableKinds.Endpoint, async stored => (show ?? (saved => EditableKinds.Endpoint.Show(call, saved)))(
            await call.Service<WebhookRegistry>().UpdateEndpointAsync(change(stored), call.Origin, call.Cancellation)
                .ConfigureAwait(false)));
}
