using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// The endpoints and subscriptions in force. A change is checked as a whole, and takes effect at once for events published from then on;
/// the address and headers of an endpoint also for deliveries already under way. With a durable store, what is added or changed at
/// run time outlives the process, and the other nodes follow within <see cref="ZeroPathWebhooksOptions.PollInterval"/>. It stands over what
/// code and configuration files say; what they say and nobody changed is always theirs, so one of theirs that is removed here comes back
/// with the next start.
/// </summary>
public sealed class WebhookRegistry : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ZeroPathWebhooksOptions _options;
    private readonly IRoutingTableStore? _store;
    private readonly RoutingTable _given;
    private volatile Router _router;
    private volatile bool _isLoaded;
    private long _version;

    /// <summary>A registry that starts with the endpoints and subscriptions of the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="store">Where they are kept; null keeps them in memory only.</param>
    /// <exception cref="OptionsValidationException">Something in the options is wrong; the message says what and what to write.</exception>
    /// <exception cref="WebhookConfigurationException">The same, for options that nobody validated.</exception>
    public WebhookRegistry(IOptions<ZeroPathWebhooksOptions> options, IRoutingTableStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _store = store;
        _isLoaded = store is null;
        _given = Check(_options.ToRoutingTable());
        _router = Index(_given);
    }

    /// <summary>The endpoints and subscriptions in force.</summary>
    public RoutingTable Configuration => _router.Configuration;

    /// <summary>The index of the configuration in force: asks it where an event would go, and why.</summary>
    public Router Router => _router;

    /// <summary>Changes the configuration, for instance with <c>configuration => configuration.WithEndpoint(endpoint)</c>.</summary>
    /// <param name="change">
    /// Makes the new configuration from the one in force. It is called again when another node changes it at the same time.
    /// </param>
    /// <param name="cancellationToken">Cancels before the change takes effect.</param>
    /// <exception cref="WebhookConfigurationException">The new configuration is wrong; the one in force stays.</exception>
    public async Task UpdateAsync(Func<RoutingTable, RoutingTable> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ChangeAsync(configuration => Check(change(configuration)), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Disables an endpoint: deliveries to it are cancelled when their turn comes. One that is disabled already keeps its reason.</summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="reason">Why, as a sentence for people.</param>
    /// <param name="cancellationToken">Cancels before the change takes effect.</param>
    /// <exception cref="ArgumentException">There is no such endpoint.</exception>
    public async Task DisableAsync(string endpointId, string reason, CancellationToken cancellationToken = default)
    {
        if (!await TryDisableAsync(endpointId, reason, cancellationToken).ConfigureAwait(false))
        {
            throw NoEndpoint(endpointId);
        }
    }

    /// <summary>
    /// Enables an endpoint: events published from then on are sent to it. What was cancelled meanwhile stays so, until it is redelivered or
    /// replayed.
    /// </summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="cancellationToken">Cancels before the change takes effect.</param>
    /// <exception cref="ArgumentException">There is no such endpoint.</exception>
    public async Task EnableAsync(string endpointId, CancellationToken cancellationToken = default)
    {
        if (!await TryChangeAsync(endpointId, endpoint => endpoint with { Enabled = true, DisabledReason = null }, cancellationToken).ConfigureAwait(false))
        {
            throw NoEndpoint(endpointId);
        }
    }

    /// <summary>Takes over what other nodes have changed, now instead of within <see cref="ZeroPathWebhooksOptions.PollInterval"/>.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await TakeOverAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>The endpoint with this id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal WebhookEndpoint EndpointOf(string endpointId) => Router.FindEndpoint(endpointId) ?? throw NoEndpoint(endpointId);

    /// <summary>A router of this subscription alone, saved or not.</summary>
    /// <exception cref="WebhookConfigurationException">It is wrong.</exception>
    internal Router RouterOf(WebhookSubscription subscription)
    {
        var alone = new RoutingTable
        {
            Endpoints = [.. Configuration.Endpoints.Where(endpoint => endpoint.Id == subscription.EndpointId)],
            Subscriptions = [subscription],
        };
        return Index(Check(alone));
    }

    /// <summary>False if there is no such endpoint: somebody may remove it at any time.</summary>
    internal Task<bool> TryDisableAsync(string endpointId, string reason, CancellationToken cancellationToken) => TryChangeAsync(
        endpointId, endpoint => endpoint.Enabled ? endpoint with { Enabled = false, DisabledReason = reason } : endpoint, cancellationToken);

    /// <summary>Once, before anything else: what is stored, over what code and configuration files say.</summary>
    internal async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (_isLoaded)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await TakeOverAsync(cancellationToken).ConfigureAwait(false);
            _isLoaded = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static ArgumentException NoEndpoint(string endpointId) =>
        new($"There is no endpoint with the id '{endpointId}'. Give the Id of one that is configured.", nameof(endpointId));

    private async Task<bool> TryChangeAsync(string endpointId, Func<WebhookEndpoint, WebhookEndpoint> change, CancellationToken cancellationToken)
    {
        // Another node may have just added it.
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        var found = false;
        await UpdateAsync(
            configuration =>
            {
                var endpoint = configuration.Endpoints.FirstOrDefault(endpoint => endpoint.Id == endpointId);
                found = endpoint is not null;
                return endpoint is null || change(endpoint) == endpoint ? configuration : configuration.WithEndpoint(change(endpoint));
            },
            cancellationToken).ConfigureAwait(false);
        return found;
    }

    private async Task ChangeAsync(Func<RoutingTable, RoutingTable> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = Configuration;
            var changed = change(current);
            if (ReferenceEquals(changed, current))
            {
                return;
            }

            var index = Index(changed);
            if (_store is null)
            {
                _router = index;
                return;
            }

            if (await _store.TrySaveAsync(changed.Without(_given), _version, cancellationToken).ConfigureAwait(false) is { } version)
            {
                (_router, _version) = (index, version);
                return;
            }

            await TakeOverAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        if (_store is not null && await _store.LoadAsync(_version, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            (_router, _version) = (Index(_given.With(stored.Configuration)), stored.Version);
        }
    }

    private Router Index(RoutingTable configuration) => new(configuration, _options.SeverityTypes);

    private RoutingTable Check(RoutingTable configuration)
    {
        var problems = RoutingRules.Check(configuration, _options.AllowHttp, _options.AllowedNetworks);
        return problems.Count == 0 ? configuration : throw new WebhookConfigurationException(problems);
    }
}
