using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Routing;

namespace ZeroPath.Webhooks;

/// <summary>
/// The endpoints and subscriptions in force. A change is checked as a whole, and takes effect at once for events published from then on;
/// the address and headers of an endpoint also for deliveries already under way (D24).
/// </summary>
public sealed class WebhookRegistry
{
    private readonly Lock _lock = new();
    private readonly ZeroPathWebhooksOptions _options;
    private volatile Router _router;

    /// <summary>A registry that starts with the endpoints and subscriptions of the options.</summary>
    /// <exception cref="OptionsValidationException">Something in the options is wrong; the message says what and what to write.</exception>
    /// <exception cref="WebhookConfigurationException">The same, for options that nobody validated.</exception>
    public WebhookRegistry(IOptions<ZeroPathWebhooksOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _router = Index(new() { Endpoints = [.. _options.Endpoints], Subscriptions = [.. _options.Subscriptions] });
    }

    /// <summary>The endpoints and subscriptions in force.</summary>
    public RoutingConfiguration Configuration => _router.Configuration;

    /// <summary>The index of the configuration in force: asks it where an event would go, and why.</summary>
    public Router Router => _router;

    /// <summary>Changes the configuration, for instance with <c>configuration => configuration.WithEndpoint(endpoint)</c>.</summary>
    /// <param name="change">Makes the new configuration from the one in force.</param>
    /// <param name="cancellationToken">Cancels before the change takes effect.</param>
    /// <exception cref="WebhookConfigurationException">The new configuration is wrong; the one in force stays.</exception>
    public Task UpdateAsync(Func<RoutingConfiguration, RoutingConfiguration> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _router = Index(change(_router.Configuration));
        }

        return Task.CompletedTask;
    }

    /// <summary>Disables an endpoint: deliveries to it are cancelled when their turn comes (D31). Nothing happens if there is none of this id.</summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="reason">Why, as a sentence for people.</param>
    /// <param name="cancellationToken">Cancels before the change takes effect.</param>
    public Task DisableAsync(string endpointId, string reason, CancellationToken cancellationToken = default) =>
        UpdateAsync(
            configuration => configuration.Endpoints.FirstOrDefault(endpoint => endpoint.Id == endpointId) is { } endpoint
                ? configuration.WithEndpoint(endpoint with { Enabled = false, DisabledReason = reason })
                : configuration,
            cancellationToken);

    private Router Index(RoutingConfiguration configuration)
    {
        var problems = ConfigurationRules.Check(configuration, _options.AllowHttp);
        return problems.Count == 0 ? new(configuration, _options.SeverityTypes) : throw new WebhookConfigurationException(problems);
    }
}
