using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What a receiver accepts. Changes of the configuration that it comes from take effect at once.</summary>
public sealed class WebhookReceiverOptions
{
    /// <summary>
    /// Headers that every request must have, their names compared ignoring case: each with the values that are accepted, more than one while it
    /// is changed. Values are secrets, compared exactly.
    /// </summary>
    public IDictionary<string, IReadOnlyList<string>> Headers { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Secrets (<c>whsec_…</c>) with one of which every request must be signed, if there are any; more than one while it is changed.</summary>
    public IList<string> SigningSecrets { get; } = [];

    /// <summary>Accepts requests of anybody when there are neither headers nor secrets, which is refused otherwise.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>How many bytes a body may have: 1 MiB, which is also the most.</summary>
    public int MaxBodyBytes { get; set; } = WebhookJson.MaxBytes;

    /// <summary>How long a body may take to arrive: 10 s.</summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Refuses documents that break the rules of their type. Off: they are accepted, and go to the handlers of
    /// <see cref="WebhookEvent"/> as an <see cref="UnknownEvent"/> with its problems.
    /// </summary>
    public bool Strict { get; set; }

    /// <summary>When it answers; null, as it is unless set, for <see cref="ReceivingMode.Inbox"/> with a durable store and <see cref="ReceivingMode.Inline"/> without.</summary>
    public ReceivingMode? Mode { get; set; }

    /// <summary>What could not be read from configuration.</summary>
    internal List<string> ConfigurationProblems { get; } = [];
}
