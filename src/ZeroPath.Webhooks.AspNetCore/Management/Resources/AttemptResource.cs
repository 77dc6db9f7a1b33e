using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("One HTTP request for a delivery.")]
internal sealed record AttemptResource
{
    [Description("Which attempt of its delivery, from 1.")]
    public required int Number { get; init; }

    [Description("When it started.")]
    public required DateTimeOffset StartedAt { get; init; }

    [Description("How many seconds it took.")]
    public required double DurationSeconds { get; init; }

    [Description("How it ended.")]
    public required AttemptOutcome Outcome { get; init; }

    [Description("The status of the answer, if one came.")]
    public int? StatusCode { get; init; }

    [Description("The beginning of the answer's body, with the endpoint's secrets in it as ***.")]
    [FromOutside]
    public string? Response { get; init; }

    [Description("How many seconds the endpoint asked to be left alone.")]
    public double? RetryAfterSeconds { get; init; }

    [Description("What else is known of how it ended, in words for people.")]
    public string? Detail { get; init; }

    [Description("The request that was made, where a test is shown.")]
    public RequestResource? Request { get; init; }

    /// <param name="attempt">The attempt.</param>
    /// <param name="scope">Who it is shown to.</param>
    public static AttemptResource Of(DeliveryAttempt attempt, WebhooksApiScope scope)
    {
        var shown = scope.IsAll ? attempt : attempt.ForTenant();
        return new()
        {
            Number = shown.Number,
            StartedAt = shown.StartedAt,
            DurationSeconds = shown.Duration.TotalSeconds,
            Outcome = shown.Outcome,
            StatusCode = shown.StatusCode,
            Response = shown.Response,
            RetryAfterSeconds = shown.RetryAfter?.TotalSeconds,
            Detail = shown.Detail,
        };
    }
}
