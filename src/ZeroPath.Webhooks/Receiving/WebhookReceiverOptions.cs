using System.ComponentModel;
using Microsoft.Extensions.Configuration;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>What a receiver accepts. Changes of the configuration that it comes from take effect at once.</summary>
public sealed class WebhookReceiverOptions
{
    /// <summary>
    /// Headers that every request must have, names compared ignoring case. Each has a value, or a list of values of which one must match
    /// exactly, for the time in which it is changed. Values are secrets.
    /// </summary>
    public IDictionary<string, IReadOnlyList<string>> Headers { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Secrets (<c>whsec_…</c>), of which one must have signed every request, within five minutes. Several are for the time in
    /// which it is changed.
    /// </summary>
    public IList<string> SigningSecrets { get; } = [];

    /// <summary>
    /// Accepts requests of anybody when there are neither headers nor secrets. Without it such a receiver keeps the host from starting.
    /// </summary>
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

    /// <summary>
    /// When it answers: with <c>Inbox</c> once the event is stored, with <c>Inline</c> once it is handled. Unless set, <c>Inbox</c> with a
    /// durable store and <c>Inline</c> without.
    /// </summary>
    public ReceivingMode? Mode { get; set; }

    /// <summary>
    /// Not to be set. The binder of configuration sets it, and then the receiver does not start: the binder would pass over some
    /// headers and mistyped keys. Call <c>AddReceiver(section)</c> instead of <c>Configure&lt;WebhookReceiverOptions&gt;(section)</c>.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IConfigurationSection? BoundSection
    {
        get => null;
        set => ConfigurationProblems.Add(
            $"{ConfigurationPath.GetParentPath(value?.Path) ?? "Configuration"} is bound to WebhookReceiverOptions, which cannot read all "
            + "of it. Call AddReceiver(section) instead of binding the section, for instance by "
            + "Configure<WebhookReceiverOptions>(section).");
    }

    /// <summary>Keys of other kinds than <see cref="SigningSecrets"/>.</summary>
    internal List<IWebhookKey> Keys { get; } = [];

    /// <summary>
    /// Accepts a request that this key has signed, as one that a secret of <see cref="SigningSecrets"/> has: such as an
    /// <c>Ed25519PublicKey</c> of the package <c>ZeroPath.Webhooks.Ed25519</c>. Several are for the time in which it is changed.
    /// </summary>
    /// <param name="key">The key.</param>
    public void AddKey(IWebhookKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Keys.Add(key);
    }

    /// <summary>What could not be read from configuration.</summary>
    internal List<string> ConfigurationProblems { get; } = [];
}
