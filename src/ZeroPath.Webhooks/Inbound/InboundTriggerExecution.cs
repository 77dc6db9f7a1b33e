using System.Text;

namespace ZeroPath.Webhooks;

/// <summary>One call of a trigger.</summary>
/// <remarks><see cref="ToString"/> leaves out the payload.</remarks>
public sealed record InboundTriggerExecution
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

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Id = {Id}, Trigger = {Trigger.Id}, Payload = {Payload.Length} bytes, Attempt = {Attempt}");
        return true;
    }
}
