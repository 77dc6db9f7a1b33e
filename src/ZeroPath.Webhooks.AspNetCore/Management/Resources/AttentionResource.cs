using System.ComponentModel;
using System.Globalization;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("An endpoint that needs somebody's attention, and why.")]
internal sealed record AttentionResource
{
    // Two may fail by chance, and one in five of a receiver that is restarted now and then.
    private const int LongStreak = 3;
    private const double LowRate = 0.8;

    private static readonly string[] Codes = ["unreadable", "held", "failing", "disabled"];

    [Description("The endpoint.")]
    public required string EndpointId { get; init; }

    [Description("What people call it.")]
    [FromOutside]
    public required string EndpointName { get; init; }

    [Description("What is the matter: unreadable, held, failing or disabled.")]
    public required string Code { get; init; }

    [Description("Why, as a sentence for people.")]
    [FromOutside]
    public required string Detail { get; init; }

    [Description("The last attempt that succeeded; left out when none has.")]
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>What sorts the most urgent first.</summary>
    internal int Rank => Array.IndexOf(Codes, Code);

    /// <returns>Null when nothing is the matter.</returns>
    public static AttentionResource? Find(WebhookEndpoint endpoint, EndpointHealth? health) =>
        Reason(endpoint, health) is not var (code, detail) ? null : new()
        {
            EndpointId = endpoint.Id,
            EndpointName = endpoint.Name,
            Code = code,
            Detail = detail,
            LastSuccessAt = health?.LastSuccessAt,
        };

    private static (string Code, string Detail)? Reason(WebhookEndpoint endpoint, EndpointHealth? health) => (endpoint, health) switch
    {
        ({ UnreadableReason: { } reason }, _) => ("unreadable", reason),
        ({ Enabled: false }, _) => ("disabled", endpoint.DisabledReason ?? "It is disabled."),
        (_, { HeldFor: { Ticks: > 0 } held }) => (
            "held", $"{Streak(health)} Nothing is sent to it for {held.TotalSeconds:0} seconds, and then one request to look at it."),
        (_, { HeldFor: not null }) => ("held", $"{Streak(health)} It is being looked at, with one request at a time."),
        (_, { FailureStreak: >= LongStreak }) => ("failing", Streak(health)),
        (_, { SuccessRate: < LowRate }) => ("failing", string.Create(
            CultureInfo.InvariantCulture, $"Of its last attempts {(1 - health.SuccessRate) * 100:0} % failed.")),
        _ => null,
    };

    private static string Streak(EndpointHealth health) =>
        health.FailureStreak == 1 ? "Its last attempt failed." : $"Its last {health.FailureStreak} attempts failed.";
}
