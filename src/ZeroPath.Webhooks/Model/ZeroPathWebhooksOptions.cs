using System.Net;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What a host can set. All of it is checked when the host starts.</summary>
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

    /// <summary>When a delivery that was not accepted is attempted again.</summary>
    public RetrySchedule Retry { get; set; } = RetrySchedule.Default;

    /// <summary>How long an endpoint has to answer, from the start of the attempt: 10 s, as documented.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many attempts are under way at once, in this process: 64.</summary>
    public int MaxConcurrency { get; set; } = 64;

    /// <summary>How many of these may go to one endpoint; null, as it is unless set, for all. An endpoint can have its own limit.</summary>
    public int? MaxConcurrencyPerEndpoint { get; set; }

    /// <summary>
    /// After how many attempts in a row that failed an endpoint is held: its deliveries wait, without losing retries, while one request at a
    /// time finds out, after the pauses of <see cref="Retry"/>, whether it has come back. 20; 0 never holds one.
    /// </summary>
    public int HoldAfterFailures { get; set; } = 20;

    /// <summary>For how long an endpoint may fail without a single success until it is disabled; null, as it is unless set, for ever.</summary>
    public TimeSpan? DisableAfterFailingFor { get; set; }

    /// <summary>For how long this process claims a delivery: 60 s, and at least twice <see cref="AttemptTimeout"/>. After a crash it is sent again no later than this.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the store is asked for work even when nothing announces any: 5 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long finished events and settled jobs are kept. What is older is removed at the start and every <see cref="RetentionInterval"/>.</summary>
    public RetentionPolicy Retention { get; set; } = new();

    /// <summary>How often what is older than it is to be kept is looked for: every hour.</summary>
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How received events are handled.</summary>
    public WebhookHandlerOptions Handlers { get; set; } = new();

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

    /// <summary>The keys of configuration from which endpoints and subscriptions were read.</summary>
    internal Dictionary<object, string> ConfigurationKeys { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What could not be read; the validator says it together with everything else that is wrong.</summary>
    internal List<string> ConfigurationProblems { get; } = [];
}
