using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Many deliveries that are sent again.")]
internal sealed record RedeliveryResource
{
    [Description("What identifies it.")]
    public required string Id { get; init; }

    [Description("How far it is: Pending as long as deliveries are still being made due.")]
    public required JobState State { get; init; }

    [Description("Why it failed or was cancelled.")]
    public string? Reason { get; init; }

    [Description("How many deliveries were made due so far. Each sets out by itself, and may fail again.")]
    public required long Redelivered { get; init; }

    [Description("When it was asked for. What was settled after this stays as it is.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it came to its end.")]
    public DateTimeOffset? SettledAt { get; init; }

    public static RedeliveryResource Of(BulkRedelivery redelivery) => new()
    {
        Id = redelivery.Id,
        State = redelivery.State,
        Reason = redelivery.Reason,
        Redelivered = redelivery.Redelivered,
        CreatedAt = redelivery.CreatedAt,
        SettledAt = redelivery.SettledAt,
    };
}
