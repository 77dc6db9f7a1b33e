using System.Security.Cryptography.X509Certificates;
using ZeroPath.Webhooks.Events;
using Row = ZeroPath.Webhooks.Setting<ZeroPath.Webhooks.ZeroPathWebhooksOptions>;

namespace ZeroPath.Webhooks;

/// <summary>
/// The settings of <see cref="ZeroPathWebhooksOptions"/>. A new one is a property there and a row here: it is then read from configuration,
/// checked at the start, and listed in <c>docs/configuration.md</c>.
/// </summary>
internal static class WebhookSettings
{
    // Timers count milliseconds: what is shorter is no time at all.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(36_500);

    public static SettingTable<ZeroPathWebhooksOptions> Table { get; } = new(
    [
        Row.Of(
            "Host", o => o.Host, (o, v) => o.Host = v, values => values.Text,
            v => !string.IsNullOrWhiteSpace(v), "Write where your events come from, such as zeropath.com."),
        Row.Of(
            "Source", o => o.Source, (o, v) => o.Source = v, values => values.Text,
            v => !string.IsNullOrWhiteSpace(v), "Write what your events come from, such as zeropath."),
        Row.Of("AllowHttp", o => o.AllowHttp, (o, v) => o.AllowHttp = v, values => values.Boolean),
        Row.Of("AllowedNetworks", o => o.AllowedNetworks, (o, v) => o.AllowedNetworks.UnionWith(v), values => values.Networks),
        Row.Of("Authorities", o => o.Authorities, (o, v) => o.Authorities.AddRange(v), values => values.Certificates),
        Row.Of(
            "ClientCertificates", o => o.ClientCertificates, SetClientCertificates, values => values.CertificatesWithKeys) with
        {
            Check = o => o.ClientCertificates.Where(own => own.Value is not { HasPrivateKey: true })
                .Select(own => $"ClientCertificates has no private key for '{own.Key}'. Give the certificate together with its key."),
        },
        Row.Of("Proxy", o => o.Proxy, (o, v) => o.Proxy = v, values => values.Proxy) with { Check = CheckProxy },
        .. Retry("Retry", o => o.Retry, (o, v) => o.Retry = v),
        Row.Of(
            "AttemptTimeout", o => o.AttemptTimeout, (o, v) => o.AttemptTimeout = v, values => values.Time,
            v => v >= TimeSpan.FromMilliseconds(10) && v <= TimeSpan.FromMinutes(10),
            "Write a time from 10 milliseconds to 10 minutes, such as 00:00:10."),
        Row.Of(
            "MaxConcurrency", o => o.MaxConcurrency, (o, v) => o.MaxConcurrency = v, values => values.Integer,
            v => v is >= 1 and <= 10_000, "Write how many attempts may be under way at once, from 1 to 10000."),
        Row.Of(
            "MaxConcurrencyPerEndpoint", o => o.MaxConcurrencyPerEndpoint, (o, v) => o.MaxConcurrencyPerEndpoint = v,
            values => values.OptionalInteger,
            v => v is null or >= 1, "Write how many attempts to one endpoint may be under way at once, or leave it out."),
        Row.Of(
            "HoldAfterFailures", o => o.HoldAfterFailures, (o, v) => o.HoldAfterFailures = v, values => values.Integer,
            v => v >= 0, "Write after how many failed attempts in a row an endpoint is held, such as 20, or 0 for never."),
        Row.Of(
            "DisableAfterFailingFor", o => o.DisableAfterFailingFor, (o, v) => o.DisableAfterFailingFor = v, values => values.Age,
            v => v is null || (v >= TimeSpan.FromSeconds(1) && v <= LongestAge),
            $"Write a time from a second to {LongestAge.Days} days, such as 5.00:00:00, or {ConfigurationValues.Forever}."),
        Row.Of("Lease", o => o.Lease, (o, v) => o.Lease = v, values => values.Time) with
        {
            Remedy = "Write at least twice AttemptTimeout and at most a day.",

            // Half of the one and not twice the other, which may be longer than a time can be.
            Check = o => o.Lease / 2 >= o.AttemptTimeout && o.Lease <= TimeSpan.FromDays(1) ? []
                : [$"Lease is {o.Lease}. Write at least twice AttemptTimeout ({o.AttemptTimeout}) and at most a day."],
        },
        Row.Of(
            "PollInterval", o => o.PollInterval, (o, v) => o.PollInterval = v, values => values.Time,
            v => v >= Shortest && v <= TimeSpan.FromHours(1), "Write a time from a millisecond to an hour, such as 00:00:05."),
        Row.Of(
            "StoreTimeout", o => o.StoreTimeout, (o, v) => o.StoreTimeout = v, values => values.Time,
            v => v >= Shortest && v <= TimeSpan.FromMinutes(10), "Write a time from a millisecond to ten minutes, such as 00:00:05."),
        Age("Payloads", r => r.Payloads, (r, v) => r with { Payloads = v }),
        Age("Attempts", r => r.Attempts, (r, v) => r with { Attempts = v }),
        Age("Events", r => r.Events, (r, v) => r with { Events = v }),

        // D38: the documented retries take half an hour, and requests their time.
        Age("Received", r => r.Received, (r, v) => r with { Received = v }, atLeast: TimeSpan.FromHours(1)),
        Age("Jobs", r => r.Jobs, (r, v) => r with { Jobs = v }),
        Age("History", r => r.History, (r, v) => r with { History = v }),
        Row.Of(
            "RetentionInterval", o => o.RetentionInterval, (o, v) => o.RetentionInterval = v, values => values.Time,
            v => v >= TimeSpan.FromSeconds(1) && v <= TimeSpan.FromDays(1), "Write a time from a second to a day, such as 01:00:00."),
        Row.Of(
            "Handlers:MaxConcurrency", o => o.Handlers.MaxConcurrency, (o, v) => o.Handlers = o.Handlers with { MaxConcurrency = v },
            values => values.Integer,
            v => v is >= 1 and <= 10_000, "Write how many received events may be handled at once, from 1 to 10000."),
        Row.Of(
            "Handlers:Timeout", o => o.Handlers.Timeout, (o, v) => o.Handlers = o.Handlers with { Timeout = v },
            values => values.Time,
            v => v >= Shortest && v <= TimeSpan.FromDays(1), "Write a time from a millisecond to a day, such as 00:01:00."),
        .. Retry("Handlers:Retry", o => o.Handlers.Retry, (o, v) => o.Handlers = o.Handlers with { Retry = v }),
        Row.Of("FinalStatuses", o => o.FinalStatuses, (o, v) => o.FinalStatuses.UnionWith(v), values => values.Integers) with
        {
            Remedy = "Write statuses from 300 to 599; 2xx means success.",
            Check = o => o.FinalStatuses.Where(status => status is not (>= 300 and <= 599))
                .Select(status => $"FinalStatuses has {status}. Write statuses from 300 to 599; 2xx means success."),
        },
        Row.Of("DisableGoneEndpoints", o => o.DisableGoneEndpoints, (o, v) => o.DisableGoneEndpoints = v, values => values.Boolean),
        Row.Of("SeverityTypes", o => o.SeverityTypes, SetSeverityTypes, values => values.EventTypes) with
        {
            Check = o => o.SeverityTypes.Where(type => EventCatalog.Find(type) is null)
                .Select(type => $"SeverityTypes has '{type}', which is no documented event type. {NearestEventType.Hint(type.Name)}"),
        },
        Row.Of(
            "MaxConcurrentExecutions", o => o.MaxConcurrentExecutions, (o, v) => o.MaxConcurrentExecutions = v, values => values.Integer,
            v => v is >= 1 and <= 10_000, "Write how many executions of triggers may be under way at once, from 1 to 10000."),
        new("Endpoints", o => o.Endpoints, (o, section, values) =>
        {
            values.Items(section, "Endpoints", isSecret: true).ToList()
                .ForEach(item => o.Endpoints.Add(EndpointSettings.Read(item, values)));
            return o;
        }),
        new("Subscriptions", o => o.Subscriptions, (o, section, values) =>
        {
            values.Items(section, "Subscriptions").ToList().ForEach(item => o.Subscriptions.Add(SubscriptionSettings.Read(item, values)));
            return o;
        }),
    ]);

    private static void SetClientCertificates(ZeroPathWebhooksOptions options, IDictionary<string, X509Certificate2> certificates)
    {
        foreach (var (endpointId, certificate) in certificates)
        {
            options.ClientCertificates[endpointId] = certificate;
        }
    }

    private static IEnumerable<string> CheckProxy(ZeroPathWebhooksOptions options)
    {
        if (options.Proxy is not { } proxy)
        {
            yield break;
        }

        var shown = $"Proxy is {WebhookEndpoint.Display(proxy)}";
        if (!proxy.IsAbsoluteUri || (proxy.Scheme != Uri.UriSchemeHttp && proxy.Scheme != Uri.UriSchemeHttps) || proxy.Port == 0)
        {
            yield return $"{shown}. Write the http or https address of a proxy, such as {ConfigurationValues.ExampleProxy}.";
        }
        else if (new AddressRules(options.AllowedNetworks).Refuses(proxy))
        {
            yield return $"{shown}, a private or reserved address, to which nothing is sent. Write a public one, or add its network to the "
                + "option AllowedNetworks, such as 10.1.0.0/16.";
        }
    }

    private static IEnumerable<Row> Retry(
        string key, Func<ZeroPathWebhooksOptions, RetrySchedule> get, Action<ZeroPathWebhooksOptions, RetrySchedule> set)
    {
        const string remedy = "Write one time for each retry, such as 00:00:30, or an empty list for none.";
        yield return Row.Of($"{key}:Delays", o => get(o).Delays, (o, v) => set(o, get(o) with { Delays = v }), values => values.Times) with
        {
            Remedy = remedy,
            Check = o => get(o).Delays?.All(delay => delay >= TimeSpan.Zero && delay <= LongestDelay) == true ? []
                : [$"{key}:Delays has a delay below zero or above a year, or is null. {remedy}"],
        };
        yield return Row.Of(
            $"{key}:Jitter", o => get(o).Jitter, (o, v) => set(o, get(o) with { Jitter = v }), values => values.Number,
            v => v is >= 0 and <= 1, "Write a fraction from 0 to 1, such as 0.1.");
    }

    private static Row Age(
        string key,
        Func<RetentionPolicy, TimeSpan?> get,
        Func<RetentionPolicy, TimeSpan?, RetentionPolicy> with,
        TimeSpan atLeast = default) => Row.Of(
        $"Retention:{key}", o => get(o.Retention), (o, v) => o.Retention = with(o.Retention, v), values => values.Age,
        v => v is null || (v >= atLeast && v <= LongestAge),
        $"Write a time from {(atLeast == default ? "zero" : $"{atLeast}")} to {LongestAge.Days} days, such as 30.00:00:00, or "
        + $"{ConfigurationValues.Forever}.");

    private static void SetSeverityTypes(ZeroPathWebhooksOptions options, ISet<WebhookEventType> types)
    {
        options.SeverityTypes.Clear();
        options.SeverityTypes.UnionWith(types);
    }
}
