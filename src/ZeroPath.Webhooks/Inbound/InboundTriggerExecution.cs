namespace ZeroPath.Webhooks;

/// <summary>One call of a trigger.</summary>
public sealed class InboundTriggerExecution
{
    /// <summary>Its id, the same when it is repeated.</summary>
    public required string Id { get; init; }

    /// <summary>The trigger, with its prompt, as it is now.</summary>
    public required InboundTrigger Trigger { get; init; }

    /// <summary>The request's body, byte by byte.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The request's content type, if it had one.</summary>
    public string? ContentType { get; init; }

    /// <summary>When the request was accepted.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Which attempt this is, from 1: more than 1 when the process ended during the one before, or the store was away.</summary>
    public required int Attempt { get; init; }
}
