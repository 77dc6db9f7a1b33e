using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("For how long finished events are kept; what is left out is kept for ever.")]
internal sealed record RetentionResource
{
    [Description("Payloads.")]
    public double? PayloadsSeconds { get; init; }

    [Description("Attempts.")]
    public double? AttemptsSeconds { get; init; }

    [Description("Events with everything of theirs.")]
    public double? EventsSeconds { get; init; }

    [Description("Figures, and the record of who changed what.")]
    public double? HistorySeconds { get; init; }

    public static RetentionResource Of(RetentionPolicy policy) => new()
    {
        PayloadsSeconds = policy.Payloads?.TotalSeconds,
        AttemptsSeconds = policy.Attempts?.TotalSeconds,
        EventsSeconds = policy.Events?.TotalSeconds,
        HistorySeconds = policy.History?.TotalSeconds,
    };
}
