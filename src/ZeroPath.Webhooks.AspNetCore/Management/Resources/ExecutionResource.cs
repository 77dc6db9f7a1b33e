using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("One call of a trigger.")]
internal sealed record ExecutionResource
{
    [Description("What identifies it.")]
    public required string Id { get; init; }

    [Description("The trigger.")]
    public required string TriggerId { get; init; }

    [Description("The trigger's name; left out once the trigger is deleted.")]
    [FromOutside]
    public string? TriggerName { get; init; }

    [Description("The organization it belongs to.")]
    public string? OrganizationId { get; init; }

    [Description("When the call was accepted.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("How far it is.")]
    public required JobState State { get; init; }

    [Description("Why it failed or was cancelled.")]
    [FromOutside]
    public string? Reason { get; init; }

    [Description("What came of it, in the words of the host's handler.")]
    [FromOutside]
    public string? Result { get; init; }

    [Description("How often it was started.")]
    public required int AttemptCount { get; init; }

    [Description("When it is due, or looked at again; left out once it has ended.")]
    public DateTimeOffset? DueAt { get; init; }

    [Description("When it ended.")]
    public DateTimeOffset? SettledAt { get; init; }

    [Description("The media type of the payload.")]
    [FromOutside]
    public string? ContentType { get; init; }

    [Description("The payload in base64, where one execution is shown alone.")]
    [FromOutside]
    public byte[]? Payload { get; init; }

    /// <param name="job">The execution.</param>
    /// <param name="triggerName">The name of its trigger; null if that is not there any more.</param>
    /// <param name="payload">Its payload, where that is shown.</param>
    public static ExecutionResource Of(Job job, string? triggerName, ReadOnlyMemory<byte>? payload = null) => new()
    {
        Id = job.Id,
        TriggerId = job.Subject,
        TriggerName = triggerName,
        OrganizationId = job.OrganizationId,
        CreatedAt = job.CreatedAt,
        State = job.State,
        Reason = job.Reason,
        Result = job.Result,
        AttemptCount = job.Starts,
        DueAt = job.DueAt,
        SettledAt = job.SettledAt,
        ContentType = job.ContentType,
        Payload = payload?.ToArray(),
    };
}
