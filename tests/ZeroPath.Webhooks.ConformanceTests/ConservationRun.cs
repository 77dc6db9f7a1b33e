using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>One random run, and its books.</summary>
internal sealed class ConservationRun : IAsyncDisposable
{
    private static readonly string?[] Organizations = [null, "org_1", "org_1", "org_2", "org_2"];

    private readonly StoreHarness _harness;
    private readonly Random _random;
    private readonly ManualClock _clock = new();
    private readonly UnreliableStore _store;
    private readonly ServiceProvider _services;
    private readonly MeterListener _meters = new();
    private readonly CancellationToken _cancellation;
    private readonly List<DeliveryResult> _ofDeadNodes = [];
    private readonly ConcurrentQueue<string> _violations = [];

    private CancellationTokenSource _hostStops = new();
    private bool _isWell;
    private int _keys;
    private long _deliveries;
    private long _reopened;
    private long _settledElsewhere;
    private long _settledByMetric;

    public ConservationRun(StoreHarness harness, int seed, int concurrency, CancellationToken cancellation)
    {
        (_harness, _random, _cancellation) = (harness, new(seed), cancellation);
        _store = new(harness.Store);
        var builder = new ServiceCollection()
            .AddSingleton<TimeProvider>(_clock)
            .AddZeroPathWebhooks()
            .UseStore(_ => harness.Bundle with { Deliveries = _store, Owned = null })
            .Configure(options => (options.MaxConcurrency, options.HoldAfterFailures) = (concurrency, 5))
            .Configure(options => options.Retry = new() { Delays = [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)] })
            .Configure(options => options.FinalStatuses.Add(422))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => new Network(this)));
        foreach (var (index, organization) in Organizations.Index())
        {
            builder.AddEndpoint(new() { Name = $"{index}", Url = new($"https://{index}.example.com"), OrganizationId = organization })
                .AddSubscription(new() { EndpointId = $"{index}" });
        }

        _services = builder.Services.BuildServiceProvider();
        var meterFactory = _services.GetRequiredService<IMeterFactory>();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "zeropath.webhooks.deliveries.settled" && instrument.Meter.Scope == meterFactory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _settledByMetric, count));
        _meters.Start();
    }

    private WebhookRegistry Registry => Get<WebhookRegistry>();

    /// <summary>Lets something happen.</summary>
    public Task StepAsync() => _random.Next(12) switch
    {
        < 3 => PublishAsync(),
        < 6 => DispatchAsync(),
        6 => DieAsync(),
        7 => ComeBackFromTheDeadAsync(),
        8 => OperateAsync(),
        9 => ReplayAsync(),
        10 => EnableOrDisableAsync(),
        _ => AdvanceAsync(TimeSpan.FromSeconds(_random.Next(300))),
    };

    /// <summary>Nothing is lost or doubled, and every settlement was counted once.</summary>
    public async Task CheckAsync()
    {
        Assert.Empty(_violations);
        var (pending, settled) = await CountAsync();
        Assert.Equal(_deliveries, pending + settled);
        Assert.Equal(settled + _reopened, _settledByMetric + _settledElsewhere);
    }

    /// <summary>All is well again, and everything comes to its end.</summary>
    public async Task FinishAsync()
    {
        _isWell = true;
        for (var i = 0; i < 100 && (await CountAsync()).Pending > 0; i++)
        {
            await AdvanceAsync(TimeSpan.FromMinutes(10));
            await DispatchAsync();
        }

        Assert.Equal(0, (await CountAsync()).Pending);
        await CheckAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        _hostStops.Dispose();
        await _services.DisposeAsync();
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private async Task<(long Pending, long Settled)> CountAsync()
    {
        var (pending, settled) = (0L, 0L);
        for (var page = new PageRequest(PageRequest.MaxSize); ;)
        {
            var found = await _harness.Reader.ListDeliveriesAsync(DeliveryFilter.All, page, _cancellation);
            pending += found.Items.Count(it => it.State == DeliveryState.Pending);
            settled += found.Items.Count(it => it.State != DeliveryState.Pending);
            if (found.Next is null)
            {
                return (pending, settled);
            }

            page = new(PageRequest.MaxSize, found.Next);
        }
    }

    private async Task PublishAsync()
    {
        var organization = $"org_{_random.Next(4)}";
        var sample = (KnownEvent)EventCatalog.All[0].CreateSample().Event;
        sample.Organization = new() { Id = organization };
        var matches = Registry.Configuration.Endpoints.Count(it => it.Enabled && (it.OrganizationId ?? organization) == organization);
        PublishRequest[] publications = [.. Enumerable.Range(0, _random.Next(1, 20)).Select(_ => new PublishRequest(sample, $"{_keys++}"))];
        await TryAsync(() => Get<IWebhookPublisher>().PublishAsync(publications, cancellationToken: _cancellation));

        // Whoever does not know whether it took publishes again under the same key.
        var published = await Get<IWebhookPublisher>().PublishAsync(publications, cancellationToken: _cancellation);
        Assert.All(published, result => Assert.Equal(matches, result.Deliveries.Count));
        _deliveries += matches * publications.Length;
    }

    private async Task DispatchAsync()
    {
        _hostStops.Dispose();
        _hostStops = new();
        await TryAsync(() => Get<DeliveryDispatcher>().DispatchDueAsync(_hostStops.Token));
    }

    /// <summary>Another node takes up some deliveries, and is not heard of for a while.</summary>
    private async Task DieAsync()
    {
        var leased = await _harness.Store.LeaseDueAsync(new(_random.Next(1, 10), TimeSpan.FromMinutes(1)), _cancellation);
        _ofDeadNodes.AddRange(
            leased.Select(delivery => new DeliveryResult(delivery.DeliveryId, delivery.FencingToken, _random.Next(4) switch
            {
                0 => DeliveryTransition.Succeeded,
                1 => DeliveryTransition.Failed(DeliveryReasons.Exhausted),
                2 => DeliveryTransition.Cancelled(DeliveryReasons.EndpointRemoved),
                _ => DeliveryTransition.Retry(TimeSpan.FromSeconds(30)),
            })));
    }

    private async Task ComeBackFromTheDeadAsync()
    {
        var late = await _harness.Store.RecordAsync(_ofDeadNodes, _cancellation);
        _settledElsewhere += _ofDeadNodes.Count(result => result.Transition.State != DeliveryState.Pending) - late.Count;
        _ofDeadNodes.Clear();
    }

    private async Task OperateAsync()
    {
        var filter = new DeliveryFilter { EndpointId = $"{_random.Next(Organizations.Length)}" };
        if (_random.Next(2) == 0)
        {
            _settledElsewhere += await _harness.Operations.CancelAsync(filter, "by an operator", _random.Next(1, 20), _cancellation);
        }
        else
        {
            _reopened += await _harness.Operations.RedeliverAsync(filter, _random.Next(1, 20), _cancellation);
        }
    }

    private async Task ReplayAsync() => _deliveries += (await Get<WebhookOperations>().ReplayAsync(
        new() { OrganizationId = $"org_{_random.Next(4)}" }, onlyUndelivered: true, cancellationToken: _cancellation)).DeliveriesAdded;

    private Task EnableOrDisableAsync()
    {
        var endpoint = Registry.Configuration.Endpoints[_random.Next(Organizations.Length)];
        return endpoint.Enabled
            ? Registry.DisableEndpointAsync(endpoint.Id, "A try.", cancellationToken: _cancellation)
            : Registry.EnableEndpointAsync(endpoint.Id, cancellationToken: _cancellation);
    }

    private async Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await _harness.AdvanceAsync(time);
    }

    private async Task TryAsync(Func<Task> action)
    {
        if (!_isWell && _random.Next(3) == 0)
        {
            _store.FailOnce(afterCalls: _random.Next(4), isDone: _random.Next(2) == 0);
        }

        try
        {
            await action();
        }
        catch (Exception e) when (e is WebhookStoreException or IOException or OperationCanceledException)
        {
        }
        finally
        {
            _store.Heal();
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(string host)
    {
        int choice;
        lock (_random)
        {
            choice = _random.Next(24);
        }

        if (choice % 4 == 0)
        {
            // Not asserted here: an exception would be one more failure of the network.
            var (pending, settled) = await CountAsync();
            if (pending + settled != _deliveries)
            {
                _violations.Enqueue($"{pending} pending and {settled} settled while a request was under way.");
            }
        }

        if (_isWell || choice < 12)
        {
            return new(HttpStatusCode.OK);
        }

        if (choice == 23)
        {
            // What a stopping node could not record, and does not know whether it did, it cannot count.
            _store.Heal();
            await _hostStops.CancelAsync();
        }

        return choice switch
        {
            12 => new(HttpStatusCode.UnprocessableEntity),
            13 when host.StartsWith('4') => new(HttpStatusCode.Gone),
            14 => new(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromMinutes(5)) } },
            15 => new(HttpStatusCode.Found),
            < 20 => new(HttpStatusCode.InternalServerError),
            20 => throw new HttpRequestException(HttpRequestError.NameResolutionError),
            21 => throw new HttpRequestException(HttpRequestError.ConnectionError),
            22 => throw new OperationCanceledException("Too late."),
            _ => throw new HttpRequestException(HttpRequestError.InvalidResponse),
        };
    }

    private sealed class Network(ConservationRun run) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            await run.AnswerAsync(request.RequestUri!.Host);
    }
}
