using System.ComponentModel;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// What a host can set. All of it is checked when the host starts. In configuration a setting is written under the name of its property:
/// <c>docs/configuration.md</c> lists them.
/// </summary>
public sealed class ZeroPathWebhooksOptions
{
    /// <summary>The <c>host</c> of the payloads that are published.</summary>
    public string Host { get; set; } = "zeropath.com";

    /// <summary>The <c>source</c> of the payloads that are published.</summary>
    public string Source { get; set; } = "zeropath";

    /// <summary>Allows endpoints with plain <c>http</c> addresses. Off: what is sent there can be read and changed on its way.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Networks that requests may go to although they are private or reserved, such as <c>10.1.0.0/16</c>, or <c>127.0.0.0/8</c> and
    /// <c>::1/128</c> for receivers on the same machine; none unless set. Whoever may choose an endpoint's URL can reach all that is there.
    /// </summary>
    public ISet<IPNetwork> AllowedNetworks { get; } = new HashSet<IPNetwork>();

    /// <summary>
    /// Certificates of authorities that are trusted beside the system's when an endpoint shows its certificate: roots, and intermediates
    /// that endpoints leave out. In configuration, paths of PEM files. Nothing that a certificate names is downloaded.
    /// </summary>
    public X509Certificate2Collection Authorities { get; } = [];

    /// <summary>
    /// What the process shows to servers that demand a client certificate, by the id of the endpoint: certificates with their private
    /// keys; none unless set. In configuration, an object of ids and paths of PEM files, each with a certificate and its key.
    /// </summary>
    public IDictionary<string, X509Certificate2> ClientCertificates { get; } = new Dictionary<string, X509Certificate2>();

    /// <summary>
    /// The proxy that all requests go through, with user info where it demands some; none unless set, and never one of the environment.
    /// Where it may be is judged like an endpoint's address. It looks up the endpoints' names itself, and must not let requests into
    /// networks where they may not go.
    /// </summary>
    public Uri? Proxy { get; set; }

    /// <summary>When a delivery that was not accepted is attempted again.</summary>
    public RetrySchedule Retry { get; set => field = value ?? throw new ArgumentNullException(nameof(Retry)); } = RetrySchedule.Default;

    /// <summary>How long an endpoint has to answer, from the start of the attempt: 10 s, as documented.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many attempts are under way at once, in this process: 64.</summary>
    public int MaxConcurrency { get; set; } = 64;

    /// <summary>How many of these may go to one endpoint; all unless set. An endpoint can have its own limit.</summary>
    public int? MaxConcurrencyPerEndpoint { get; set; }

    /// <summary>
    /// How many attempts in a row must fail until an endpoint is held: 20; 0 never holds one. The deliveries of a held endpoint wait
    /// and lose no retries, while one request at a time, after the pauses of <see cref="Retry"/> and never more than 16 minutes
    /// after the one before, finds out whether it is back.
    /// </summary>
    public int HoldAfterFailures { get; set; } = 20;

    /// <summary>
    /// How long an endpoint may fail without a single success until it is disabled; for ever (null) unless set. It takes at least
    /// <see cref="HoldAfterFailures"/> failed attempts in that time, and no stretch longer than a quarter of it without one: time in which
    /// nothing was sent says nothing. What is due to a held endpoint is tried each fifth of it at the latest.
    /// </summary>
    public TimeSpan? DisableAfterFailingFor { get; set; }

    /// <summary>
    /// How long this process claims a delivery: 60 s, and at least twice <see cref="AttemptTimeout"/>. After a crash the delivery is sent
    /// again no later than this.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the store is asked for work even when nothing announces any: 5 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a publish, a received webhook, a call of a trigger and the start of the host wait for a durable store: 5 s. Then a
    /// publish throws a <see cref="WebhookStoreException"/>, a sender is asked to send again, and the host starts without what is stored.
    /// </summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long finished events and settled jobs are kept. What is older is removed at the start and every <see cref="RetentionInterval"/>.
    /// </summary>
    public RetentionPolicy Retention
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Retention), "To keep everything for ever, set its members to null.");
    } = new();

    /// <summary>How often what is older than <see cref="Retention"/> says is removed, and figures are merged: every hour.</summary>
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How received events are handled.</summary>
    public WebhookHandlerOptions Handlers { get; set => field = value ?? throw new ArgumentNullException(nameof(Handlers)); } = new();

    /// <summary>Statuses after which a delivery has failed at once, without retries; none unless set.</summary>
    public ISet<int> FinalStatuses { get; } = new HashSet<int>();

    /// <summary>Whether the answer <c>410 Gone</c> disables the endpoint. On.</summary>
    public bool DisableGoneEndpoints { get; set; } = true;

    /// <summary>The types to which subscriptions' thresholds apply: the seven about vulnerabilities unless set.</summary>
    public ISet<WebhookEventType> SeverityTypes { get; } =
        EventCatalog.All.Where(definition => definition.HonorsThreshold).Select(definition => definition.Type).ToHashSet();

    /// <summary>How many executions of inbound triggers are under way at once, in this process: 16.</summary>
    public int MaxConcurrentExecutions { get; set; } = 16;

    /// <summary>The endpoints at the start. <see cref="WebhookRegistry"/> changes them at run time.</summary>
    public IList<WebhookEndpoint> Endpoints { get; } = [];

    /// <summary>The subscriptions at the start.</summary>
    public IList<WebhookSubscription> Subscriptions { get; } = [];

    /// <summary>
    /// Not to be set. The binder of configuration sets it, and then the host does not start: the binder would read some filters as "all"
    /// and pass over mistyped keys. Call <c>AddZeroPathWebhooks(section)</c> instead of
    /// <c>Configure&lt;ZeroPathWebhooksOptions&gt;(section)</c>.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IConfigurationSection? BoundSection
    {
        get => null;
        set => ConfigurationProblems.Add(
            $"{ConfigurationPath.GetParentPath(value?.Path) ?? "Configuration"} is bound to ZeroPathWebhooksOptions, which cannot read "
            + "all of it. Call services.AddZeroPathWebhooks(section) instead of binding the section, for instance by "
            + "Configure<ZeroPathWebhooksOptions>(section).");
    }

    /// <summary>What could not be read; the validator says it together with everything else that is wrong.</summary>
    internal List<string> ConfigurationProblems { get; } = [];

    /// <summary>How often the host chose a store; only the last one is used.</summary>
    internal int ChosenStores { get; set; }

    /// <summary>The endpoints and subscriptions, each with an id.</summary>
    internal RoutingTable ToRoutingTable() =>
        new() { Endpoints = [.. Endpoints], Subscriptions = [.. SubscriptionIds.Assign([.. Subscriptions])] };
}
