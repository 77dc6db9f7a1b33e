using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Inbound triggers.</summary>
internal static class TriggerOperations
{
    public static Operation List { get; } = new("listWebhookTriggers", ListAsync)
    {
        Summary = "Lists inbound triggers, in the order of their names.",
        Answer = ManagementJson.Default.ResourcePageTriggerResource,
        Filters = [OperationParameters.OrganizationId, OperationParameters.PageSize, OperationParameters.After],
        IsReadOnly = true,
    };

    public static Operation Create { get; } = new("createWebhookTrigger", CreateAsync)
    {
        Summary = "Creates an inbound trigger, whose secret is shown this once.",
        Body = ManagementJson.Default.TriggerResource,
        Answer = ManagementJson.Default.NewTriggerSecret,
        Creates = true,
    };

    public static Operation Get { get; } = new("getWebhookTrigger", GetAsync)
    {
        Id = OperationParameters.Id("triggerId"),
        Summary = "Shows an inbound trigger, with its ETag.",
        Answer = ManagementJson.Default.TriggerResource,
        IsReadOnly = true,
    };

    public static Operation Replace { get; } = new("replaceWebhookTrigger", ReplaceAsync)
    {
        Id = OperationParameters.Id("triggerId"),
        Summary = "Replaces an inbound trigger.",
        Description = "What is left out gets its default: write all that was shown.",
        Body = ManagementJson.Default.TriggerResource,
        Answer = ManagementJson.Default.TriggerResource,
        NeedsTag = true,
        IsDestructive = true,
    };

    public static Operation Delete { get; } = new("deleteWebhookTrigger", DeleteAsync)
    {
        Id = OperationParameters.Id("triggerId"),
        Summary = "Deletes an inbound trigger.",
        Description = "Its executions stay to be looked at; those that have not started are cancelled when their turn comes.",
        TakesTag = true,
        IsDestructive = true,
    };

    public static Operation Enable { get; } = new("enableWebhookTrigger", call => SwitchAsync(call, true))
    {
        Id = OperationParameters.Id("triggerId"),
        Summary = "Lets an inbound trigger accept requests again.",
        Answer = ManagementJson.Default.TriggerResource,
    };

    public static Operation Disable { get; } = new("disableWebhookTrigger", call => SwitchAsync(call, false))
    {
        Id = OperationParameters.Id("triggerId"),
        Summary = "Lets an inbound trigger accept no more requests.",
        Description = "Executions that have not started are cancelled when their turn comes.",
        Answer = ManagementJson.Default.TriggerResource,
        IsDestructive = true,
    };

    public static Operation Rotate { get; } = new("rotateWebhookTriggerSecret", RotateAsync)
    {
        Id = OperationParameters.Id("triggerId"),
        Summary = "Makes a new secret, which is shown this once; the one before is accepted beside it for a while.",
        Description = $"For {InboundTriggers.MaxOverlap.Days} days at most.",
        Body = ManagementJson.Default.RotationRequest,
        IsBodyOptional = true,
        Answer = ManagementJson.Default.NewTriggerSecret,
        IsDestructive = true,
    };

    private static async Task<OperationResult> ListAsync(OperationCall call)
    {
        var (triggers, next) = await call.Service<InboundTriggers>()
            .ListAsync(call.Scope.OrganizationId ?? call.Get(OperationParameters.OrganizationId), call.Page, call.Cancellation)
                .ConfigureAwait(false);
        return OperationResult.Json(
            call.PageOf(triggers.Select(TriggerResource.Of), next), ManagementJson.Default.ResourcePageTriggerResource);
    }

    private static Task<OperationResult> GetAsync(OperationCall call) => Edit.ShowAsync(call, EditableKinds.Trigger);

    private static Task<OperationResult> CreateAsync(OperationCall call)
    {
        var written = call.Body<TriggerResource>();
        var blank = new InboundTrigger
        {
            Name = "",
            OrganizationId = call.Scope.IsAll ? written.OrganizationId : call.Scope.OrganizationId,
        };
        return written.FixedMembers(new() { Name = "", OrganizationId = blank.OrganizationId }).ToList() is { Count: > 0 } errors
            ? Task.FromResult(OperationResult.Invalid(errors))
            : Edit.CheckAsync(async () =>
            {
                var issued = await call.Service<InboundTriggers>().CreateAsync(written.Over(blank), call.Origin, call.Cancellation)
                    .ConfigureAwait(false);
                return ShowSecret(issued).AsCreated(issued.Trigger.Id);
            });
    }

    private static Task<OperationResult> ReplaceAsync(OperationCall call) => Edit.MakeAsync(call, EditableKinds.Trigger, async stored =>
    {
        var written = call.Body<TriggerResource>();
        return written.FixedMembers(TriggerResource.Of(stored)).ToList() is { Count: > 0 } errors ? OperationResult.Invalid(errors)
            : await call.Service<InboundTriggers>().UpdateAsync(written.Over(stored), call.Origin, call.Cancellation)
                .ConfigureAwait(false) is { } saved
                ? EditableKinds.Trigger.Show(call, saved)
            : OperationResult.Changed;
    });

    private static Task<OperationResult> DeleteAsync(OperationCall call) => Edit.MakeAsync(call, EditableKinds.Trigger, async stored =>
        await call.Service<InboundTriggers>().RemoveAsync(stored.Id, call.Origin, call.Cancellation).ConfigureAwait(false)
            ? OperationResult.Nothing
            : OperationResult.NotFound);

    private static Task<OperationResult> SwitchAsync(OperationCall call, bool enable) =>
        Edit.MakeAsync(call, EditableKinds.Trigger, async stored =>
    {
        var triggers = call.Service<InboundTriggers>();
        var changed = await (enable
            ? triggers.EnableAsync(stored.Id, call.Origin, call.Cancellation)
            : triggers.DisableAsync(stored.Id, call.Origin, call.Cancellation)).ConfigureAwait(false);
        return changed is null ? OperationResult.NotFound : EditableKinds.Trigger.Show(call, changed);
    });

    private static Task<OperationResult> RotateAsync(OperationCall call) => Edit.MakeAsync(call, EditableKinds.Trigger, async stored =>
    {
        var overlap = (call.TryBody<RotationRequest>()?.PreviousUntil - call.Now) ?? RotationRequest.Overlap;
        if (overlap > InboundTriggers.MaxOverlap)
        {
            return OperationResult.Invalid(
                new WebhooksProblemItem(
                    "previousUntil", $"It is too late. Write a time within {InboundTriggers.MaxOverlap.Days} days."));
        }

        var issued = await call.Service<InboundTriggers>()
            .RotateSecretAsync(stored.Id, overlap < TimeSpan.Zero ? TimeSpan.Zero : overlap, call.Origin, call.Cancellation)
                .ConfigureAwait(false);
        return issued is null ? OperationResult.NotFound : ShowSecret(issued);
    });

    private static OperationResult ShowSecret(IssuedInboundTrigger issued) =>
        OperationResult.Json(NewTriggerSecret.Of(issued), ManagementJson.Default.NewTriggerSecret);
}
