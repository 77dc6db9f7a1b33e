using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("A received event, for one of the host's handlers.")]
internal sealed record ReceivedResource
{
    [Description("What identifies it.")]
    public required string Id { get; init; }

    [Description("The name of the receiver; empty for the one without a name.")]
    public required string Receiver { get; init; }

    [Description("The name of the handler.")]
    public required string Handler { get; init; }

    [Description("The organization it belongs to.")]
    public string? OrganizationId { get; init; }

    [Description("When it was received.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("How far it is.")]
    public required JobState State { get; init; }

    [Description("Why it failed or was cancelled, or why its last attempt failed.")]
    [FromOutside]
    public string? Reason { get; init; }

    [Description("How often it was started.")]
    public required int AttemptCount { get; init; }

    [Description("When it is due, or looked at again; left out once it has ended.")]
    public DateTimeOffset? DueAt { get; init; }

    [Description("When it ended.")]
    public DateTimeOffset? SettledAt { get; init; }

    [Description("The media type of the payload.")]
    [FromOutside]
    public string? ContentType { get; init; }

    [Description("The payload in base64, where one received event is shown alone.")]
    [FromOutside]
    public byte[]? Payload { get; init; }

    /// <param name="job">The handler's job.</param>
    /// <param name="payload">The event, where that is shown.</param>
    public static ReceivedResource Of(Job job, ReadOnlyMemory<byte>? payload = null) => new()
    {
        Id = job.Id,
        Receiver = job.Subject,
        Handler = job.Handler,
        OrganizationId = job.OrganizationId,
        CreatedAt = job.CreatedAt,
        State = job.State,
        Reason = job.Reason,
        AttemptCount = job.Starts,
        DueAt = job.DueAt,
        SettledAt = job.SettledAt,
        ContentType = job.ContentType,
        Payload = payload?.ToArray(),
    };
}
