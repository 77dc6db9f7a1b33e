namespace ZeroPath.Webhooks.Events;

/// <summary>Which documents a JSON schema describes.</summary>
public enum JsonSchemaForm
{
    /// <summary>
    /// All that this library takes: <c>time</c> as a number or as a string of digits, timestamps with any offset,
    /// null for what is optional.
    /// </summary>
    Accepted,

    /// <summary>What this library sends: <c>time</c> is an integer, and timestamps are UTC. All of it is accepted too.</summary>
    Emitted,
}
