using System.Text;

namespace ZeroPath.Webhooks;

/// <summary>
/// Work that outlives the process and is no delivery: a handler's turn with a received event, an execution of an inbound trigger, a bulk
/// redelivery, a failure of which the host is to be told.
/// </summary>
/// <remarks><see cref="ToString"/> leaves out body, result and reason.</remarks>
public sealed record Job
{
    /// <summary>Its id, <c>job_</c> and 32 hexadecimal digits of a UUIDv7.</summary>
    public required string Id { get; init; }

    /// <summary>What runs it, such as <c>received</c>: one of the constants of <see cref="JobKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// What of its kind it belongs to: the name of a receiver, the id of a trigger or an endpoint; empty where a kind has no such parts.
    /// </summary>
    public string Subject { get; init; } = "";

    /// <summary>
    /// The name of the handler that runs it, where its kind has several; empty otherwise. Only nodes that have the handler run it.
    /// </summary>
    public string Handler { get; init; } = "";

    /// <summary>The organization it belongs to; null if it is the host's.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>
    /// Tells a repeat from new work: one kind, subject and handler have one job with this key. Null for a job that is never a repeat.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>What it is about. Empty in lists.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The media type of <see cref="Body"/>, if it has one.</summary>
    public string? ContentType { get; init; }

    /// <summary>The W3C trace context in which it was added, the parent of its runs; null where nothing was traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How far it is.</summary>
    public JobState State { get; init; }

    /// <summary>Why it failed or was cancelled, or why its last attempt failed; otherwise null.</summary>
    public string? Reason { get; init; }

    /// <summary>What it has come to so far, in the words of whatever runs it; null for nothing.</summary>
    public string? Result { get; init; }

    /// <summary>How often it was started, the attempt under way included. A start that the host's stop cut off does not count.</summary>
    public int Starts { get; init; }

    /// <summary>When it is due to be run, or its lease ends; null once settled.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was settled; null while it is pending.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Id = {Id}, Kind = {Kind}, Subject = {Subject}, Handler = {Handler}, State = {State}, Starts = {Starts}");
        return true;
    }
}
