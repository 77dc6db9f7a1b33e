using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("How an endpoint has been doing, on all nodes.")]
internal sealed record EndpointHealthResource
{
    [Description("The endpoint.")]
    public required string EndpointId { get; init; }

    [Description("The part of attempts that succeeded, from 0 to 1, of about the last hundred; left out when nothing was sent to it yet.")]
    public double? SuccessRate { get; init; }

    [Description("How many seconds attempts that succeeded took, on average.")]
    public double? LatencySeconds { get; init; }

    [Description("How many attempts have failed since the last that succeeded.")]
    public required int FailureStreak { get; init; }

    [Description("For how many seconds it has failed without a success; left out when its last attempt succeeded.")]
    public double? FailingForSeconds { get; init; }

    [Description("When the last attempt that succeeded was recorded.")]
    public DateTimeOffset? LastSuccessAt { get; init; }

    [Description("When the last attempt that failed was recorded.")]
    public DateTimeOffset? LastFailureAt { get; init; }

    [Description("For how many seconds nothing is sent to it yet; 0 when it is looked at with one request at a time; left out when it is "
        + "not held.")]
    public double? HeldForSeconds { get; init; }

    [Description("Why the endpoint needs attention; left out when it does not.")]
    public AttentionResource? Attention { get; init; }

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="health">Null when nothing was sent to it yet.</param>
    public static EndpointHealthResource Of(WebhookEndpoint endpoint, EndpointHealth? health) => new()
    {
        EndpointId = endpoint.Id,
        SuccessRate = health?.SuccessRate,
        LatencySeconds = health?.Latency?.TotalSeconds,
        FailureStreak = health?.FailureStreak ?? 0,
        FailingForSeconds = health?.FailingFor?.TotalSeconds,
        LastSuccessAt = health?.LastSuccessAt,
        LastFailureAt = health?.LastFailureAt,
        HeldForSeconds = health?.HeldFor?.TotalSeconds,
        Attention = AttentionResource.Find(endpoint, health),
    };
}
