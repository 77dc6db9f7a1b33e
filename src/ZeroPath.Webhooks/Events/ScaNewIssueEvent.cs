using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_NEW_ISSUE</c>: An issue was opened for a vulnerable dependency.</summary>
public sealed record ScaNewIssueEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ScaNewIssue;
}
