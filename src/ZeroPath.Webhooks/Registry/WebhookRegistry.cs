using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// The endpoints and subscriptions in force: those that the store holds, over those that code and configuration files give. A change takes
/// effect at once for events published from then on; the address and headers of an endpoint also for deliveries already under way. The
/// other nodes of the store follow within a second or two, and at the latest within <see cref="ZeroPathWebhooksOptions.PollInterval"/>.
/// </summary>
/// <remarks>
/// To change what code or configuration files give is to store one of its id over it. Removing the stored one gives it back to them. Each
/// change is made from the version that was read, and refused when another one is stored by now.
/// </remarks>
public sealed class WebhookRegistry : IDisposable
{
    // Each try loses to another change of the same endpoint or subscription: more than a few in a row is a fault, and is told.
    private const int MaxTries = 5;

    private readonly RoutingState _state;

    /// <exception cref="OptionsValidationException">Something in the options is wrong; the message says what and what to write.</exception>
    /// <exception cref="WebhookConfigurationException">The same, for options that nobody validated.</exception>
    internal WebhookRegistry(
        IOptions<ZeroPathWebhooksOptions> options, IResourceStore store, ISecretProtector protector, WebhookFormats formats)
    {
        _state = new(options.Value, store, protector, formats);
        ProtectsSecrets = protector is not PlainSecretProtector;
    }

    /// <summary>Is called after each change of what is in force, wherever it was made.</summary>
    internal event Action? Changed
    {
        add => _state.Changed += value;
        remove => _state.Changed -= value;
    }

    /// <summary>The endpoints and subscriptions in force.</summary>
    public RoutingTable Configuration => Router.Configuration;

    /// <summary>The index of the configuration in force: asks it where an event would go, and why.</summary>
    public Router Router => _state.Router;

    /// <summary>What tells versions apart.</summary>
    internal VersionTags Tags => _state.Tags;

    /// <summary>Adds an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>The endpoint as it is stored.</returns>
    /// <exception cref="WebhookConfigurationException">
    /// Something about it is wrong; every problem names a member and says what to write.
    /// </exception>
    /// <exception cref="WebhookConflictException">There is one of this id.</exception>
    public async Task<WebhookEndpoint> AddEndpointAsync(
        WebhookEndpoint endpoint, ChangeOrigin? origin = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfTaken(Router.FindEndpoint(endpoint.Id ?? ""), "an endpoint", endpoint.Id);
        return await UpdateEndpointAsync(endpoint with { Version = 0 }, origin, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes an endpoint: <c>UpdateEndpointAsync(endpoint with { Name = "Alerts" })</c>.</summary>
    /// <param name="endpoint">The endpoint as it shall be, made from the one that was read.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>The endpoint as it is stored.</returns>
    /// <exception cref="WebhookConfigurationException">Something about it is wrong; nothing was changed.</exception>
    /// <exception cref="WebhookConflictException">Somebody else has changed or removed it since it was read.</exception>
    public async Task<WebhookEndpoint> UpdateEndpointAsync(
        WebhookEndpoint endpoint, ChangeOrigin? origin = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var router = await _state.ApplyAsync([RoutingEdit.Save(endpoint)], origin, cancellationToken).ConfigureAwait(false);
        return router.FindEndpoint(endpoint.Id)!;
    }

    /// <summary>Removes an endpoint and its stored subscriptions. Its pending deliveries are cancelled when their turn comes.</summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="expectedVersion">The version that may be removed; null for any.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="ArgumentException">There is no such endpoint.</exception>
    /// <exception cref="WebhookConflictException">Somebody else has changed it; or only code or configuration files give it.</exception>
    public Task RemoveEndpointAsync(
        string endpointId, long? expectedVersion = null, ChangeOrigin? origin = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            () => EndpointOf(endpointId),
            endpoint => RoutingEdit.Remove(endpoint with { Version = expectedVersion ?? endpoint.Version }),
            expectedVersion is null ? MaxTries : 1,
            origin,
            cancellationToken);

    /// <summary>
    /// Enables an endpoint for events published from then on. What was cancelled stays so, until it is redelivered or replayed.
    /// </summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="ArgumentException">There is no such endpoint.</exception>
    public Task EnableEndpointAsync(string endpointId, ChangeOrigin? origin = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(
        () => EndpointOf(endpointId),
        endpoint => endpoint.Enabled ? null : RoutingEdit.Save(endpoint with { Enabled = true, DisabledReason = null }),
        MaxTries,
        origin,
        cancellationToken);

    /// <summary>
    /// Disables an endpoint: deliveries to it are cancelled when their turn comes. One that is disabled already keeps its reason.
    /// </summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="reason">Why, as a sentence for people.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="ArgumentException">There is no such endpoint.</exception>
    public Task DisableEndpointAsync(
        string endpointId, string reason, ChangeOrigin? origin = null, CancellationToken cancellationToken = default) => ChangeAsync(
        () => EndpointOf(endpointId),
        endpoint => endpoint.Enabled ? RoutingEdit.Save(endpoint with { Enabled = false, DisabledReason = reason }) : null,
        MaxTries,
        origin,
        cancellationToken);

    /// <summary>Adds a subscription.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <inheritdoc cref="AddEndpointAsync" path="/exception"/>
    /// <returns>The subscription as it is stored.</returns>
    public async Task<WebhookSubscription> AddSubscriptionAsync(
        WebhookSubscription subscription, ChangeOrigin? origin = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfTaken(Router.FindSubscription(subscription.Id), "a subscription", subscription.Id);
        return await UpdateSubscriptionAsync(subscription with { Version = 0 }, origin, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes a subscription: <c>UpdateSubscriptionAsync(subscription with { Threshold = SeverityLevel.High })</c>.</summary>
    /// <param name="subscription">The subscription as it shall be, made from the one that was read.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <inheritdoc cref="UpdateEndpointAsync" path="/exception"/>
    /// <returns>The subscription as it is stored.</returns>
    public async Task<WebhookSubscription> UpdateSubscriptionAsync(
        WebhookSubscription subscription, ChangeOrigin? origin = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var router = await _state.ApplyAsync([RoutingEdit.Save(subscription)], origin, cancellationToken).ConfigureAwait(false);
        return router.FindSubscription(subscription.Id)!;
    }

    /// <summary>Removes a subscription.</summary>
    /// <param name="subscriptionId">The subscription's id.</param>
    /// <param name="expectedVersion">The version that may be removed; null for any.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="ArgumentException">There is no such subscription.</exception>
    /// <exception cref="WebhookConflictException">Somebody else has changed it; or only code or configuration files give it.</exception>
    public Task RemoveSubscriptionAsync(
        string subscriptionId, long? expectedVersion = null, ChangeOrigin? origin = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            () => SubscriptionOf(subscriptionId),
            subscription => RoutingEdit.Remove(subscription with { Version = expectedVersion ?? subscription.Version }),
            expectedVersion is null ? MaxTries : 1,
            origin,
            cancellationToken);

    /// <summary>Enables a subscription.</summary>
    /// <param name="subscriptionId">The subscription's id.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="ArgumentException">There is no such subscription.</exception>
    public Task EnableSubscriptionAsync(
        string subscriptionId, ChangeOrigin? origin = null, CancellationToken cancellationToken = default) =>
        SwitchSubscriptionAsync(subscriptionId, true, origin, cancellationToken);

    /// <summary>Disables a subscription.</summary>
    /// <inheritdoc cref="EnableSubscriptionAsync"/>
    public Task DisableSubscriptionAsync(
        string subscriptionId, ChangeOrigin? origin = null, CancellationToken cancellationToken = default) =>
        SwitchSubscriptionAsync(subscriptionId, false, origin, cancellationToken);

    /// <summary>
    /// Makes many changes, all or none: <c>UpdateAsync([RoutingEdit.Save(endpoint), RoutingEdit.Save(subscription)])</c>.
    /// </summary>
    /// <param name="edits">The changes, at most one of each endpoint and subscription.</param>
    /// <param name="origin">Where they come from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="WebhookConfigurationException">
    /// Something about them is wrong. Paths are those in the lists of what is saved.
    /// </exception>
    /// <exception cref="WebhookConflictException">One of them cannot be made as things are.</exception>
    public Task UpdateAsync(IReadOnlyList<RoutingEdit> edits, ChangeOrigin? origin = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edits);
        return _state.ApplyAsync(edits, origin, cancellationToken);
    }

    /// <summary>
    /// Takes over what other nodes have changed, now instead of a little later.
    /// </summary>
    public Task RefreshAsync(CancellationToken cancellationToken = default) => _state.RefreshAsync(isWhole: false, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _state.Dispose();

    /// <summary>The endpoint with this id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal WebhookEndpoint EndpointOf(string endpointId) => Router.FindEndpoint(endpointId)
        ?? throw new ArgumentException(
            $"There is no endpoint with the id '{endpointId}'. Give the Id of one that is configured.", nameof(endpointId));

    /// <summary>Nothing is sent again to an endpoint that is missing or disabled (D45).</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    internal void ThrowIfOff(string endpointId)
    {
        if (!EndpointOf(endpointId).Enabled)
        {
            throw new ArgumentException(
                $"The endpoint '{endpointId}' is disabled, so that nothing would be sent to it. Enable it first.", nameof(endpointId));
        }
    }

    /// <summary>A router of this subscription alone, saved or not.</summary>
    /// <exception cref="WebhookConfigurationException">It is wrong.</exception>
    internal Router RouterOf(WebhookSubscription subscription) => _state.RouterOf(subscription);

    /// <summary>Whether secrets are stored protected.</summary>
    internal bool ProtectsSecrets { get; }

    /// <summary>Takes over all that is stored, whatever the feed of changes says.</summary>
    internal Task ReloadAsync(CancellationToken cancellationToken) => _state.RefreshAsync(isWhole: true, cancellationToken);

    /// <summary>Once, before anything else: what is stored, over what code and configuration files give.</summary>
    internal Task LoadAsync(CancellationToken cancellationToken) => _state.LoadAsync(cancellationToken);

    /// <inheritdoc cref="LoadAsync(CancellationToken)"/>
    /// <remarks>The limit of time is that of each page: a store with much in it is not silent.</remarks>
    internal async ValueTask LoadAsync(StoreGate gate, CancellationToken cancellationToken)
    {
        while (!_state.IsLoaded)
        {
            await gate.AskAsync(_state.LoadStepAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void ThrowIfTaken(object? other, string what, string? id)
    {
        if (other is not null)
        {
            throw new WebhookConflictException(
                $"There is {what} {RoutingRules.Quote(id ?? "")} already. Write another Id, or update that one.", isOutdated: false);
        }
    }

    private Task SwitchSubscriptionAsync(string subscriptionId, bool enabled, ChangeOrigin? origin, CancellationToken cancellationToken) =>
        ChangeAsync(
        () => SubscriptionOf(subscriptionId),
        subscription => subscription.Enabled == enabled ? null : RoutingEdit.Save(subscription with { Enabled = enabled }),
        MaxTries,
        origin,
        cancellationToken);

    /// <summary>Finds what to change as it is on all nodes, and changes it; again when somebody else was faster.</summary>
    private async Task ChangeAsync<T>(
        Func<T> find, Func<T, RoutingEdit?> change, int maxTries, ChangeOrigin? origin, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await UpdateAsync(change(find()) is { } edit ? [edit] : [], origin, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (WebhookConflictException e) when (e.IsOutdated && tries < maxTries)
            {
            }
        }
    }

    private WebhookSubscription SubscriptionOf(string subscriptionId) => Router.FindSubscription(subscriptionId)
        ?? throw new ArgumentException(
            $"There is no subscription with the id '{subscriptionId}'. Give the Id of one that is configured.", nameof(subscriptionId));
}
