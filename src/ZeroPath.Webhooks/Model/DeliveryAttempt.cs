using System.Globalization;
using System.Text;

namespace ZeroPath.Webhooks;

/// <summary>One HTTP request for a delivery.</summary>
/// <remarks><see cref="ToString"/> leaves out the answer's text.</remarks>
public sealed record DeliveryAttempt
{
    /// <summary>At most this many bytes of a response's body are kept.</summary>
    public const int MaxResponseBytes = 4096;

    /// <summary>Which attempt of its delivery, from 1; sent as <c>zeropath-attempt</c>.</summary>
    public required int Number { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How it ended.</summary>
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>The status of the answer, if one came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>
    /// The beginning of the answer's body as text, if there was one: at most <see cref="MaxResponseBytes"/> bytes. The
    /// endpoint's secrets are masked in it, however they are escaped: the values of headers and of the query, and what it signs with.
    /// </summary>
    public string? Response { get; init => field = StorableText.Of(value); }

    /// <summary>How long the endpoint asked to be left alone, from <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// What else is known of how it ended, in words for people: why a certificate was refused, or that its request was made once more
    /// because a connection that was kept open had been closed; null when there is nothing to add.
    /// </summary>
    public string? Detail { get; init => field = StorableText.Of(value); }

    /// <summary>
    /// The attempt as it may be shown to whoever chose the endpoint's address. Without a status its outcome is
    /// <see cref="AttemptOutcome.Unreachable"/> and its duration zero: which names exist and which ports are open, inside the host's
    /// network too, is not told.
    /// </summary>
    public DeliveryAttempt ForTenant() => StatusCode is not null || Outcome == AttemptOutcome.Abandoned ? this
        : this with { Outcome = AttemptOutcome.Unreachable, Duration = TimeSpan.Zero, Detail = null };

    // Some receivers answer with what they were sent, headers included.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(
            CultureInfo.InvariantCulture,
            $"Number = {Number}, StartedAt = {StartedAt:O}, Duration = {Duration}, Outcome = {Outcome}, StatusCode = {StatusCode}, " +
            $"Response = {(Response is null ? "" : $"{Response.Length} characters")}, RetryAfter = {RetryAfter}, Detail = {Detail}");
        return true;
    }
}
