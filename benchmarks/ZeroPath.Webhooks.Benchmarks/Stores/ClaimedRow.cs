namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>A delivery that a ceiling has claimed, and what came of it.</summary>
internal sealed record ClaimedRow(long Seq, string DeliveryId, string EventId, byte[] Body)
{
    public DateTimeOffset StartedAt { get; set; }

    public TimeSpan Duration { get; set; }

    public int Status { get; set; }
}
