using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Lets an external system start something. What is marked as fixed can be left out, or stay as it was shown.")]
internal sealed record TriggerResource
{
    [Description("What identifies it; part of its address. Fixed.")]
    public string? Id { get; set; }

    [Description("What people call it.")]
    [FromOutside]
    public required string Name { get; set; }

    [Description("The organization it belongs to; none for the host's own. Fixed once it is created.")]
    public string? OrganizationId { get; set; }

    [Description("What is to be done with a payload, in words.")]
    [FromOutside]
    public string Prompt { get; set; } = "";

    [Description("Whether it accepts requests.")]
    public bool Enabled { get; set; } = true;

    [Description("Whether each execution is also published, as an event of type INBOUND_WEBHOOK. Takes an organization.")]
    public bool PublishesEvent { get; set; }

    [Description("How many seconds an execution may take, up to a day.")]
    public double TimeoutSeconds { get; set; } = 300;

    [Description("How many requests a minute a node accepts.")]
    public int MaxPerMinute { get; set; } = 60;

    [Description("The secrets that it accepts, newest first. Fixed: there is a route to rotate them.")]
    public IReadOnlyList<SecretResource>? Secrets { get; set; }

    [Description("When it was created. Fixed.")]
    public DateTimeOffset? CreatedAt { get; set; }

    [Description("Why what is stored of it cannot be read, so that it accepts nothing. Fixed.")]
    public string? UnreadableReason { get; set; }

    public static TriggerResource Of(InboundTrigger trigger) => new()
    {
        Id = trigger.Id,
        Name = trigger.Name,
        OrganizationId = trigger.OrganizationId,
        Prompt = trigger.Prompt,
        Enabled = trigger.Enabled,
        PublishesEvent = trigger.PublishesEvent,
        TimeoutSeconds = trigger.Timeout.TotalSeconds,
        MaxPerMinute = trigger.MaxPerMinute,
        Secrets = [.. trigger.Secrets.Select(secret => new SecretResource { ExpiresAt = secret.ExpiresAt })],
        CreatedAt = trigger.CreatedAt,
        UnreadableReason = trigger.UnreadableReason,
    };

    /// <summary>What was written, over what is stored.</summary>
    public InboundTrigger Over(InboundTrigger stored) => stored with
    {
        Name = Name,
        Prompt = Prompt,
        Enabled = Enabled,
        PublishesEvent = PublishesEvent,

        // The rules refuse either end; a TimeSpan could not be made of more.
        Timeout = TimeSpan.FromSeconds(Math.Clamp(TimeoutSeconds, -1, 1_000_000)),
        MaxPerMinute = MaxPerMinute,
    };

    /// <summary>What was written that cannot be.</summary>
    public IEnumerable<WebhooksProblemItem> FixedMembers(TriggerResource shown) => FixedMember.Check(
        ("id", Id is null || Id == shown.Id),
        ("organizationId", OrganizationId is null || OrganizationId == shown.OrganizationId),
        ("secrets", Secrets?.SequenceEqual(shown.Secrets ?? []) != false),
        ("createdAt", CreatedAt is null || CreatedAt == shown.CreatedAt),
        ("unreadableReason", UnreadableReason is null || UnreadableReason == shown.UnreadableReason));
}
