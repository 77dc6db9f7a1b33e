using System.Text;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

/// <summary>Lets an external system start something by a POST request: ZeroPath's "inbound webhook".</summary>
/// <remarks><see cref="ToString"/> leaves out prompt and secrets.</remarks>
public sealed record InboundTrigger
{
    /// <summary>Its id, <c>trg_</c> and 32 hexadecimal digits; part of its address. <see cref="InboundTriggers"/> gives it.</summary>
    public string Id { get; init; } = "";

    /// <summary>What people call it, up to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The organization it belongs to; null if it is the host's. It stays with it.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>
    /// What is to be done with the payload, in words, up to 32,768 characters: handed to the <see cref="IInboundTriggerHandler"/>.
    /// </summary>
    public string Prompt { get; init; } = "";

    /// <summary>Whether it accepts requests. Executions whose turn comes while it does not are cancelled.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether each execution is also published, as an event of type <c>INBOUND_WEBHOOK</c>. Takes an organization.</summary>
    public bool PublishesEvent { get; init; }

    /// <summary>How long an execution may take: 5 min unless set, from a second to a day.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many requests a minute a node accepts: 60 unless set, from 1 to 60,000. So many may come at once.</summary>
    public int MaxPerMinute { get; init; } = 60;

    /// <summary>The secrets that it accepts, newest first: two while it is rotated. <see cref="InboundTriggers"/> makes them.</summary>
    public IReadOnlyList<InboundTriggerSecret> Secrets { get; init; } = [];

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The number of its last change, which grows with every one. A change is made from this version.</summary>
    public long Version { get; init; }

    /// <summary>
    /// Why what the store holds of it cannot be read, so that it accepts nothing; null, as it should be, if it can. Never stored.
    /// </summary>
    [JsonIgnore]
    public string? UnreadableReason { get; init; }

    /// <summary>Equal when everything is, the secrets in their order.</summary>
    public bool Equals(InboundTrigger? other) =>
        other is not null
        && Id == other.Id
        && Name == other.Name
        && OrganizationId == other.OrganizationId
        && Prompt == other.Prompt
        && Enabled == other.Enabled
        && PublishesEvent == other.PublishesEvent
        && Timeout == other.Timeout
        && MaxPerMinute == other.MaxPerMinute
        && Secrets.SequenceEqual(other.Secrets)
        && CreatedAt == other.CreatedAt
        && Version == other.Version
        && UnreadableReason == other.UnreadableReason;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Name, OrganizationId, Enabled, Version);

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Id = {Id}, Name = {Name}, OrganizationId = {OrganizationId}, Enabled = {Enabled}, Version = {Version}");
        return true;
    }
}
