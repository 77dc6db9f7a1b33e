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
            "held", $"{Streak(health)} Nothing is sent to it for another {Length(held)}; then one request tries it."),
        (_, { HeldFor: not null }) => ("held", $"{Streak(health)} One request at a time tries it."),
        (_, { FailureStreak: >= LongStreak }) => ("failing", Streak(health)),
        (_, { SuccessRate: < LowRate }) => ("failing", string.Create(
            CultureInfo.InvariantCulture, $"{(1 - health.SuccessRate) * 100:0}% of its last attempts failed.")),
        _ => null,
    };

    private static string Length(TimeSpan time) => time < TimeSpan.FromMinutes(2)
        ? $"{Math.Ceiling(time.TotalSeconds):0} seconds"
        : $"{Math.Ceiling(time.TotalMinutes):0} minutes";

    private static string Streak(EndpointHealth health) =>
        health.FailureStreak == 1 ? "Its last attempt failed." : $"Its last {health.FailureStreak} attempts failed.";
}
