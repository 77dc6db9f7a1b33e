using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>Reads options from configuration. A key that it does not know is an error: it may be a typing mistake that hides a filter.</summary>
internal sealed class ConfigurationReader(IConfiguration root) : IConfigureOptions<ZeroPathWebhooksOptions>
{
    private const string All = "All";

    public void Configure(ZeroPathWebhooksOptions options)
    {
        var values = new ConfigurationValues();
        values.ExpectToExist(root);
        values.Expect(
            root,
            nameof(options.Host),
            nameof(options.Source),
            nameof(options.AllowHttp),
            nameof(options.AllowedNetworks),
            nameof(options.Retry),
            nameof(options.AttemptTimeout),
            nameof(options.MaxConcurrency),
            nameof(options.MaxConcurrencyPerEndpoint),
            nameof(options.HoldAfterFailures),
            nameof(options.DisableAfterFailingFor),
            nameof(options.Lease),
            nameof(options.PollInterval),
            nameof(options.Retention),
            nameof(options.RetentionInterval),
            nameof(options.Handlers),
            nameof(options.FinalStatuses),
            nameof(options.DisableGoneEndpoints),
            nameof(options.SeverityTypes),
            nameof(options.MaxConcurrentExecutions),
            nameof(options.Endpoints),
            nameof(options.Subscriptions));
        options.Host = root[nameof(options.Host)] ?? options.Host;
        options.Source = root[nameof(options.Source)] ?? options.Source;
        options.AllowHttp = values.Boolean(root, nameof(options.AllowHttp), options.AllowHttp);
        options.AllowedNetworks.UnionWith(values.Items(root, nameof(options.AllowedNetworks)).Select(values.Network).OfType<IPNetwork>());
        options.DisableGoneEndpoints = values.Boolean(root, nameof(options.DisableGoneEndpoints), options.DisableGoneEndpoints);
        options.AttemptTimeout = values.Time(root, nameof(options.AttemptTimeout), options.AttemptTimeout);
        options.Lease = values.Time(root, nameof(options.Lease), options.Lease);
        options.PollInterval = values.Time(root, nameof(options.PollInterval), options.PollInterval);
        options.MaxConcurrency = values.Integer(root, nameof(options.MaxConcurrency), options.MaxConcurrency);
        options.MaxConcurrencyPerEndpoint = Optional(root, nameof(options.MaxConcurrencyPerEndpoint), values.Integer, options.MaxConcurrencyPerEndpoint);
        options.HoldAfterFailures = values.Integer(root, nameof(options.HoldAfterFailures), options.HoldAfterFailures);
        options.DisableAfterFailingFor = values.Age(root, nameof(options.DisableAfterFailingFor), options.DisableAfterFailingFor);
        options.Retry = Retry(root.GetSection(nameof(options.Retry)), options.Retry, values);
        options.Retention = Retention(root.GetSection(nameof(options.Retention)), options.Retention, values);
        options.RetentionInterval = values.Time(root, nameof(options.RetentionInterval), options.RetentionInterval);
        options.MaxConcurrentExecutions = values.Integer(root, nameof(options.MaxConcurrentExecutions), options.MaxConcurrentExecutions);
        options.Handlers = Handlers(root.GetSection(nameof(options.Handlers)), options.Handlers, values);
        options.FinalStatuses.UnionWith(values.Items(root, nameof(options.FinalStatuses)).Select(values.Integer));
        if (root.GetSection(nameof(options.SeverityTypes)).Exists())
        {
            options.SeverityTypes.Clear();
            options.SeverityTypes.UnionWith(EventTypes(root, nameof(options.SeverityTypes), values));
        }

        foreach (var section in values.Items(root, nameof(options.Endpoints), isSecret: true))
        {
            var endpoint = Endpoint(section, values);
            options.Endpoints.Add(endpoint);
            options.ConfigurationKeys.Add(endpoint, section.Path);
        }

        foreach (var section in values.Items(root, nameof(options.Subscriptions)))
        {
            var subscription = Subscription(section, values);
            options.Subscriptions.Add(subscription);
            options.ConfigurationKeys.Add(subscription, section.Path);
        }

        options.ConfigurationProblems.AddRange(values.Problems);
    }

    private static T? Optional<T>(IConfiguration section, string key, Func<IConfiguration, string, T, T> read, T? otherwise = null)
        where T : struct => section.GetSection(key).Exists() ? read(section, key, default) : otherwise;

    private static RetrySchedule Retry(IConfigurationSection section, RetrySchedule current, ConfigurationValues values)
    {
        values.Expect(section, nameof(current.Delays), nameof(current.Jitter));
        return new()
        {
            Delays = section.GetSection(nameof(current.Delays)).Exists()
                ? [.. values.Items(section, nameof(current.Delays)).Select(values.Time)]
                : current.Delays,
            Jitter = values.Number(section, nameof(current.Jitter), current.Jitter),
        };
    }

    private static RetentionPolicy Retention(IConfigurationSection section, RetentionPolicy current, ConfigurationValues values)
    {
        values.Expect(section, nameof(current.Payloads), nameof(current.Attempts), nameof(current.Events), nameof(current.Received), nameof(current.Jobs));
        return new()
        {
            Payloads = values.Age(section, nameof(current.Payloads), current.Payloads),
            Attempts = values.Age(section, nameof(current.Attempts), current.Attempts),
            Events = values.Age(section, nameof(current.Events), current.Events),
            Received = values.Age(section, nameof(current.Received), current.Received),
            Jobs = values.Age(section, nameof(current.Jobs), current.Jobs),
        };
    }

    private static WebhookHandlerOptions Handlers(IConfigurationSection section, WebhookHandlerOptions current, ConfigurationValues values)
    {
        values.Expect(section, nameof(current.MaxConcurrency), nameof(current.Timeout), nameof(current.Retry));
        return new()
        {
            MaxConcurrency = values.Integer(section, nameof(current.MaxConcurrency), current.MaxConcurrency),
            Timeout = values.Time(section, nameof(current.Timeout), current.Timeout),
            Retry = Retry(section.GetSection(nameof(current.Retry)), current.Retry, values),
        };
    }

    private static WebhookEndpoint Endpoint(IConfigurationSection section, ConfigurationValues values)
    {
        values.Expect(section, "Id", "Name", "Url", "Headers", "SigningSecrets", "OrganizationId", "Enabled", "MaxConcurrency", "MaxPerSecond", "PropagateTrace");
        var name = values.Text(section, "Name", "Write a name that describes the endpoint, such as 'Production Security Alerts'.");
        return new()
        {
            Name = name,
            Id = section["Id"] ?? name,
            Url = values.Url(section, "Url"),
            Headers = values.Headers(section, "Headers"),
            SigningSecrets = [.. values.Items(section, "SigningSecrets", isSecret: true).Select(item => new SigningSecret { Value = item.Value ?? "" })],
            OrganizationId = section["OrganizationId"],
            Enabled = values.Boolean(section, "Enabled", true),
            MaxConcurrency = Optional<int>(section, "MaxConcurrency", values.Integer),
            MaxPerSecond = Optional<double>(section, "MaxPerSecond", values.Number),
            PropagateTrace = values.Boolean(section, "PropagateTrace", false),
        };
    }

    private static WebhookSubscription Subscription(IConfigurationSection section, ConfigurationValues values)
    {
        values.Expect(section, "Id", "EndpointId", "Repositories", "RepositoryIds", "EventTypes", "Threshold", "OrganizationId", "Enabled");
        return new()
        {
            Id = section["Id"] ?? section.Path,
            EndpointId = values.Text(section, "EndpointId", "Write the Id of an endpoint, or its Name if it has no Id."),
            Repositories = Repositories(section, values),
            EventTypes = values.IsAll(section, "EventTypes") ? EventTypeScope.All : EventTypeScope.Of([.. EventTypes(section, "EventTypes", values)]),
            Threshold = values.OneOf(section, "Threshold", SeverityLevel.Info),
            OrganizationId = section["OrganizationId"],
            Enabled = values.Boolean(section, "Enabled", true),
        };
    }

    private static RepositoryScope Repositories(IConfigurationSection section, ConfigurationValues values)
    {
        var hasIds = section.GetSection("RepositoryIds").Exists();
        if (values.IsAll(section, "Repositories") && (!hasIds || section["Repositories"] is not null))
        {
            if (hasIds)
            {
                values.Add(section.GetSection("RepositoryIds"), $"stands beside Repositories: {All}. Write one of the two.");
            }

            return RepositoryScope.All;
        }

        return new()
        {
            Names = [.. values.Names(section, "Repositories")],
            Ids = [.. values.Names(section, "RepositoryIds")],
        };
    }

    private static IEnumerable<WebhookEventType> EventTypes(IConfiguration section, string key, ConfigurationValues values) =>
        values.Names(section, key).Select(name => new WebhookEventType(name));
}
