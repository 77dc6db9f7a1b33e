namespace ZeroPath.Webhooks;

/// <summary>What a replay did.</summary>
public sealed class ReplayResult
{
    /// <summary>How many stored events it looked at.</summary>
    public required long Events { get; init; }

    /// <summary>How many deliveries it added. They are sent as those of a newly published event are.</summary>
    public required long DeliveriesAdded { get; init; }

    /// <summary>
    /// How many of the events could not be routed, because retention has removed their payloads or the store's copy cannot be read.
    /// </summary>
    public required long EventsWithoutPayload { get; init; }
}
