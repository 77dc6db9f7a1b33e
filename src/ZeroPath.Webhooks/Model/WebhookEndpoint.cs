using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Text;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>
/// Where events are sent: the "webhook integration" of ZeroPath's documentation. <see cref="WebhookSubscription"/>s say which.
/// </summary>
/// <remarks><see cref="ToString"/> masks what may be secret: the values of headers and of the format's settings, and of the URL all but
/// scheme and host.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed record WebhookEndpoint
{
    /// <summary>As many secrets sign at most: each makes every request longer.</summary>
    internal const int MaxSigningSecrets = 10;

    /// <summary>The format of the documented payload.</summary>
    internal const string ZeroPathFormat = "ZeroPath";

    // Null as long as nobody has set them: only then does what is stored of them, and cannot be read, still count.
    private IReadOnlyDictionary<string, string>? _headers;
    private IReadOnlyList<SigningSecret>? _signingSecrets;
    private IReadOnlyDictionary<string, string>? _formatSettings;

    /// <summary>What people call it, such as <c>Production Security Alerts</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What identifies it, exactly; unique among the endpoints. The <see cref="Name"/> unless set.</summary>
    public string Id { get => field ?? Name; init; }

    /// <summary>Where its requests go: absolute, https (http only when the host allows it), without user info and fragment.</summary>
    public required Uri Url { get; init; }

    /// <summary>Headers sent with every request to it, such as <c>Authorization</c>. Their values are secrets.</summary>
    public IReadOnlyDictionary<string, string> Headers
    {
        get => _headers ?? Stored?.Value.Headers ?? ReadOnlyDictionary<string, string>.Empty;
        init => _headers = Copy(value);
    }

    /// <summary>
    /// What its requests are signed with, by each that has not expired (<c>webhook-signature</c>); none unless set, and ten at most. The
    /// first is the newest. In configuration each is a text, such as <c>whsec_…</c>, that does not expire.
    /// </summary>
    public IReadOnlyList<SigningSecret> SigningSecrets
    {
        get => _signingSecrets ?? Stored?.Value.SigningSecrets ?? [];
        init => _signingSecrets = value is null ? null : [.. value];
    }

    /// <summary>
    /// How its requests are made of events: <c>ZeroPath</c>, the documented payload, unless set; or <c>Slack</c>, <c>Teams</c>,
    /// <c>PagerDuty</c>, <c>GitHubDispatch</c>, <c>SplunkHec</c>, <c>CloudEvents</c>, or one of the host's own. <c>docs/formats.md</c>
    /// describes them.
    /// </summary>
    public string Format { get => field ?? ZeroPathFormat; init; }

    /// <summary>
    /// What its <see cref="Format"/> needs to know, such as <c>RoutingKey</c> of <c>PagerDuty</c>. Secrets among the values are protected
    /// and masked as those of <see cref="Headers"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string> FormatSettings
    {
        get => _formatSettings ?? Stored?.Value.FormatSettings ?? ReadOnlyDictionary<string, string>.Empty;
        init => _formatSettings = Copy(value);
    }

    /// <summary>The organization it belongs to, whose events alone it gets; null for the host's own, which can get those of all.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>How many requests at once it gets at most from one process; null for what the host's options say.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How many requests a second it gets at most from one process, such as 0.5 or 100; null for as many as it takes.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>
    /// When a delivery to it that was not accepted is attempted again: 100 retries at most, each after a second to a year; null for what
    /// the host's options say. It counts from the next attempt that ends. In configuration, what is left out of it is as documented.
    /// </summary>
    public RetrySchedule? Retry { get; init; }

    /// <summary>
    /// Whether it gets one request at a time, and events in their order: what was published when the publishing of another began is sent
    /// before it. A delivery that is attempted again, and <c>Retry-After</c>, stop all that come behind it until it has succeeded or
    /// failed. What is redelivered or replayed goes to the end. It is so once every node knows of it and nothing is under way to the
    /// endpoint. A request may come twice, as to any endpoint.
    /// </summary>
    public bool Ordered { get; init; }

    /// <summary>
    /// Whether its requests carry <c>traceparent</c> and <c>tracestate</c> of the span of their attempt, when the host traces
    /// <c>ZeroPath.Webhooks</c>. Off: other parties learn nothing of the host's traces. Baggage is never sent.
    /// </summary>
    public bool PropagateTrace { get; init; }

    /// <summary>Whether events are sent to it.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Why it is not <see cref="Enabled"/>, in words for people; null when nobody said.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>
    /// The number of its last change in the store; 0 if it is as code and configuration files give it. A change is made from this version,
    /// and refused when another one is stored by now.
    /// </summary>
    public long Version { get; init; }

    /// <summary>
    /// Why what is stored of it could not be read or may not be used, in words for people; otherwise null. Meanwhile nothing is sent to it:
    /// its deliveries wait. <see cref="Headers"/>, <see cref="SigningSecrets"/> and <see cref="FormatSettings"/> that could not be read are
    /// empty, and stay in the store as they are. Setting one of them replaces what is stored of it.
    /// </summary>
    public string? UnreadableReason => (BrokenRule, Unreadable?.Reason) switch
    {
        (null, var reason) => reason,
        (var rule, null) => rule,
        var (rule, reason) => $"{rule} {reason}",
    };

    /// <summary>What is wrong with what is stored besides its secrets (D59).</summary>
    internal string? BrokenRule { get; init; }

    /// <summary>
    /// The secrets that are stored, could not be read and are not replaced yet. It follows from the other members,
    /// in whatever order they are set.
    /// </summary>
    internal UnreadableSecrets? Unreadable
    {
        get => (field ?? Stored?.Value.Unreadable)?.Without(
            _headers is not null, _signingSecrets is not null, _formatSettings is not null);
        init;
    }

    /// <summary>
    /// The secrets that are stored, unprotected at the first use: a start with many endpoints does not wait for it. What is set counts
    /// instead of them.
    /// </summary>
    internal Lazy<EndpointSecrets>? Stored { get; init; }

    /// <summary>Where configuration has it; the default for an endpoint of code or of a store.</summary>
    internal ConfigurationKey WrittenAt { get; init; }

    /// <summary>The URL without what may be secret, for logs and messages.</summary>
    internal string DisplayUrl => Display(Url);

    // Chat tools have their secrets in the path. What is no URL of the web may hide them anywhere: user:secret@host is an absolute URL with
    // the scheme user.
    internal static string Display(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : "***";

    /// <summary>A copy whose headers, signing secrets and settings of its format nobody has set.</summary>
    internal WebhookEndpoint WithoutSecrets() =>
        new(this) { _headers = null, _signingSecrets = null, _formatSettings = null, Stored = null };

    /// <summary>Equal when everything is as it was written, the URL too; the headers and the format's settings in any order.</summary>
    public bool Equals(WebhookEndpoint? other) =>
        other is not null
        && Id == other.Id
        && Name == other.Name
        && Url?.OriginalString == other.Url?.OriginalString
        && OrganizationId == other.OrganizationId
        && MaxConcurrency == other.MaxConcurrency
        && MaxPerSecond == other.MaxPerSecond
        && Retry == other.Retry
        && Ordered == other.Ordered
        && PropagateTrace == other.PropagateTrace
        && Enabled == other.Enabled
        && DisabledReason == other.DisabledReason
        && Version == other.Version
        && Unreadable == other.Unreadable
        && BrokenRule == other.BrokenRule
        && Format == other.Format
        && HasSecretsOf(other);

    /// <summary>Whether its headers, signing secrets and format settings are those of another one; of null, whether it has none.</summary>
    internal bool HasSecretsOf(WebhookEndpoint? other) => other is null
        ? Headers.Count == 0 && SigningSecrets.Count == 0 && FormatSettings.Count == 0
        : SigningSecrets.SequenceEqual(other.SigningSecrets)
            && AreEqual(Headers, other.Headers)
            && AreEqual(FormatSettings, other.FormatSettings);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Name, Url, OrganizationId, Enabled);

    /// <summary>
    /// It with a new signing secret, beside which those it has sign for a while: receivers take over the new one meanwhile. Of more than
    /// ten the oldest go.
    /// </summary>
    /// <param name="secret">The new one, such as <see cref="SigningSecret.Create"/> makes.</param>
    /// <param name="previousUntil">
    /// Until when those it has sign at most; those that have expired by <paramref name="now"/> are left out.
    /// </param>
    /// <param name="now">What time it is.</param>
    public WebhookEndpoint WithNewSigningSecret(SigningSecret secret, DateTimeOffset previousUntil, DateTimeOffset now) => this with
    {
        SigningSecrets =
        [
            secret,
            .. SigningSecrets.Where(old => !(old.ExpiresAt <= now))
                .Select(old => old with { ExpiresAt = old.ExpiresAt < previousUntil ? old.ExpiresAt : previousUntil })
                .Take(MaxSigningSecrets - 1),
        ],
    };

    private static bool AreEqual(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(item => other.TryGetValue(item.Key, out var value) && value == item.Value);

    /// <summary>Null where what is stored has none.</summary>
    private static ReadOnlyDictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? values) =>
        values is null ? null : new(new Dictionary<string, string>(values));

    private static string Masked(IReadOnlyDictionary<string, string> values) =>
        string.Join(", ", values.Keys.Select(name => $"{HeaderName.Shown(name)}: ***"));

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(
            $"Id = {Id}, Name = {Name}, Url = {DisplayUrl}, Headers = [{Masked(Headers)}], " +
            (Format == ZeroPathFormat ? "" : $"Format = {Format}, FormatSettings = [{Masked(FormatSettings)}], ") +
            $"SigningSecrets = {SigningSecrets.Count}, OrganizationId = {OrganizationId}, Enabled = {Enabled}, "
                + $"DisabledReason = {DisabledReason}");
        return true;
    }
}
