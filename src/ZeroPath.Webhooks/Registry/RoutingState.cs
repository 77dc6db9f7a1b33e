using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>The endpoints and subscriptions in force on this node, and their index. One change or look at the store at a time.</summary>
internal sealed class RoutingState : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ZeroPathWebhooksOptions _options;
    private readonly StoredRoutingReader _store;
    private readonly RoutingPlanner _planner;
    private readonly Router _given;
    private volatile Router _router;
    private volatile bool _isLoaded;

    public RoutingState(ZeroPathWebhooksOptions options, IResourceStore store, ISecretProtector protector, WebhookFormats formats)
    {
        _options = options;
        var codec = new ResourceCodec(protector, _options, formats);
        var table = _options.ToRoutingTable();
        var given = new RoutingTable
        {
            Endpoints = [.. table.Endpoints.Select(endpoint => endpoint with { Version = 0 })],
            Subscriptions = [.. table.Subscriptions.Select(subscription => subscription with { Version = 0 })],
        };
        _planner = new(codec, _options, formats);
        _planner.Check(given);
        Tags = new(given);
        _given = _router = Index(given);
        _store = new(store, codec, new(_given, _given));
    }

    /// <summary>Is called after each change of what is in force, wherever it was made.</summary>
    public event Action? Changed;

    /// <summary>The index of what is in force.</summary>
    public Router Router => _router;

    /// <summary>Whether what is stored has been read.</summary>
    public bool IsLoaded => _isLoaded;

    /// <summary>What tells versions apart.</summary>
    public VersionTags Tags { get; }

    /// <summary>Takes over what other nodes have changed.</summary>
    /// <param name="isWhole">Whether to read everything: also what somebody changed by hand, or put back from a backup.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task RefreshAsync(bool isWhole, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (isWhole)
            {
                _store.Forget();
            }

            while (await _store.FollowAsync(cancellationToken).ConfigureAwait(false))
            {
            }

            Reindex();
            _isLoaded = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Once, before anything else: what is stored, over what code and configuration files give.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) =>
        _isLoaded ? Task.CompletedTask : RefreshAsync(isWhole: false, cancellationToken);

    /// <summary>A step of <see cref="LoadAsync"/>, which asks the store for a page. The last one sets <see cref="IsLoaded"/>.</summary>
    public async Task LoadStepAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isLoaded && !await _store.FollowAsync(cancellationToken).ConfigureAwait(false))
            {
                Reindex();
                _isLoaded = true;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <returns>What is in force with the changes.</returns>
    public async Task<Router> ApplyAsync(IReadOnlyList<RoutingEdit> edits, ChangeOrigin? origin, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var planned = _planner.Plan(edits, _router, _given);
            if (planned.Count > 0)
            {
                var conflict = await _store.ApplyAsync(planned, origin ?? ChangeOrigin.Code, cancellationToken).ConfigureAwait(false);
                Reindex();
                RoutingPlanner.ThrowIfOutdated(conflict);
            }

            return _router;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A router of this subscription alone, saved or not.</summary>
    /// <exception cref="WebhookConfigurationException">It is wrong.</exception>
    public Router RouterOf(WebhookSubscription subscription)
    {
        var router = _router;
        _planner.Check(new() { Subscriptions = [subscription] }, router.FindEndpoint);
        return Index(new() { Endpoints = [router.FindEndpoint(subscription.EndpointId)!], Subscriptions = [subscription] });
    }

    public void Dispose() => _turn.Dispose();

    private void Reindex()
    {
        if (!ReferenceEquals(_router, _store.Stored.InForce))
        {
            _router = _store.Stored.InForce;
            Changed?.Invoke();
        }
    }

    private Router Index(RoutingTable configuration) => new(configuration, _options.SeverityTypes);
}
