using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>One random run with an ordered endpoint, and what its receiver saw.</summary>
internal sealed class OrderRun : IAsyncDisposable
{
    private const string Row = "row";

    private readonly StoreHarness _harness;
    private readonly Random _random;
    private readonly ManualClock _clock = new();
    private readonly ServiceProvider[] _nodes;
    private readonly CancellationToken _cancellation;
    private readonly ConcurrentQueue<(long At, string DeliveryId)> _requests = [];

    // What was published or sent again: when that began, and when it had returned.
    private readonly ConcurrentQueue<(long Began, long Returned, string DeliveryId)> _turns = [];
    private readonly ConcurrentQueue<string> _violations = [];

    // No request counts while something is being sent again: it would not be known to which of its turns the request belongs.
    private readonly SemaphoreSlim _turn = new(1);

    private readonly List<ApplicationTransaction> _open = [];

    private long _ticks;
    private int _underway;
    private bool _isWell;

    public OrderRun(StoreHarness harness, int seed, CancellationToken cancellation)
    {
        (_harness, _random, _cancellation) = (harness, new(seed), cancellation);
        _nodes = [CreateNode(harness.Bundle), CreateNode(harness.OtherNode), CreateNode(harness.Bundle)];
    }

    /// <summary>Opens the store on all nodes. Only then can transactions of the application's take part in it.</summary>
    public async Task StartAsync()
    {
        foreach (var node in _nodes)
        {
            await node.GetRequiredService<IDeliveryStore>().NextDueAsync(LeaseRequest.Any, _cancellation);
        }
    }

    /// <summary>Lets nodes do several things at once.</summary>
    public async Task StepAsync()
    {
        var actions = new List<Func<Task>>();
        for (var i = _random.Next(2, 6); i > 0; i--)
        {
            var node = _nodes[_random.Next(_nodes.Length)];
            var count = _random.Next(1, 4);
            var (commits, place) = (_random.Next(4) > 0, _random.NextDouble());
            actions.Add(_random.Next(10) switch
            {
                < 4 => () => PublishAsync(node, count),
                < 6 => () => PublishTogetherAsync(node, count, commits),
                < 8 => () => node.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(_cancellation),
                8 => () => RedeliverAsync(place),
                _ => DieAsync,
            });
        }

        // Those that are open end in any order, some in a later step.
        foreach (var open in _open.OrderBy(_ => _random.Next()).Take(_random.Next(_open.Count + 1)).ToList())
        {
            _open.Remove(open);
            actions.Add(() => EndAsync(open));
        }

        await Task.WhenAll(actions.Select(action => Task.Run(action, _cancellation)));
        if (_random.Next(3) == 0)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(_random.Next(400)));
        }
    }

    /// <summary>All that is open ends, the endpoint is well again, and all that waits is sent.</summary>
    public async Task FinishAsync()
    {
        foreach (var open in _open.AsEnumerable().Reverse())
        {
            await EndAsync(open);
        }

        _open.Clear();
        _isWell = true;
        for (var i = 0; i < 100 && await IsPendingAsync(); i++)
        {
            await AdvanceAsync(TimeSpan.FromMinutes(10));
            await Task.WhenAll(_nodes.Select(node => node.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(_cancellation)));
        }

        Assert.False(await IsPendingAsync());
    }

    /// <summary>
    /// D63, as the receiver sees it: all requests of one come before the first of another that began after it had returned. What was
    /// rolled back is never sent.
    /// </summary>
    public void Check()
    {
        Assert.Empty(_violations);
        Assert.Empty(_requests.Select(request => request.DeliveryId).Except(_turns.Select(turn => turn.DeliveryId)));
        var turns = _turns.Select(turn => (Turn: turn, Sent: RequestsOf(turn))).ToList();
        Assert.NotEmpty(turns);
        Assert.DoesNotContain(turns, turn => turn.Sent.Count == 0);
        foreach (var (later, sent) in turns)
        {
            var earlier = turns.Where(turn => turn.Turn.Returned < later.Began).ToList();
            Assert.DoesNotContain(earlier, turn => turn.Sent[^1] > sent[0]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
        {
            await open.Connection.DisposeAsync();
        }

        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        _turn.Dispose();
    }

    private ServiceProvider CreateNode(WebhookStore store) => new ServiceCollection()
        .AddSingleton<TimeProvider>(_clock)
        .AddZeroPathWebhooks()
        .UseStore(_ => store with { Owned = null })
        .Configure(options => options.HoldAfterFailures = 3)
        .Configure(options => options.Retry = new() { Delays = [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)] })
        .Configure(options => options.FinalStatuses.Add(422))
        .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => new Network(this)))
        .AddEndpoint(new() { Name = Row, Url = new("https://row.example.com"), Ordered = true })
        .AddSubscription(new() { EndpointId = Row })
        .Services.BuildServiceProvider();

    private List<long> RequestsOf((long Began, long Returned, string DeliveryId) turn)
    {
        var next = _turns.Where(other => other.DeliveryId == turn.DeliveryId && other.Began > turn.Began).Select(other => other.Began)
            .DefaultIfEmpty(long.MaxValue).Min();
        return
        [
            .. _requests.Where(it => it.DeliveryId == turn.DeliveryId && it.At > turn.Began && it.At < next).Select(it => it.At).Order(),
        ];
    }

    private long Tick() => Interlocked.Increment(ref _ticks);

    private async Task PublishAsync(ServiceProvider node, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (began, id) = await PublishAsync(node, transaction: null);
            _turns.Enqueue((began, Tick(), id));
        }
    }

    /// <summary>In a transaction, which stays open where others can write meanwhile.</summary>
    private async Task PublishTogetherAsync(ServiceProvider node, int count, bool commits)
    {
        if (await _harness.BeginAsync() is not { } transaction)
        {
            return;
        }

        var open = new ApplicationTransaction(transaction, transaction.Connection!, commits, []);
        for (var i = 0; i < count; i++)
        {
            open.Published.Add(await PublishAsync(node, transaction));
        }

        if (!_harness.HasManyWriters)
        {
            await EndAsync(open);
            return;
        }

        lock (_open)
        {
            _open.Add(open);
        }
    }

    private async Task<(long Began, string DeliveryId)> PublishAsync(ServiceProvider node, DbTransaction? transaction)
    {
        var began = Tick();
        var published = await node.GetRequiredService<IWebhookPublisher>().PublishAsync(
            EventCatalog.All[0].CreateSample().Event, new() { Transaction = transaction }, _cancellation);
        return (began, Assert.Single(published.Deliveries).Id);
    }

    private async Task EndAsync(ApplicationTransaction open)
    {
        await (open.Commits ? open.Transaction.CommitAsync(_cancellation) : open.Transaction.RollbackAsync(_cancellation));
        var returned = Tick();
        await open.Connection.DisposeAsync();
        foreach (var (began, id) in open.Commits ? open.Published : [])
        {
            _turns.Enqueue((began, returned, id));
        }
    }

    /// <summary>Some of those that are settled, from a place between the oldest and the newest.</summary>
    private async Task RedeliverAsync(double place)
    {
        var ids = _turns.Select(turn => turn.DeliveryId).Distinct().ToList();
        foreach (var id in ids.Skip((int)(place * ids.Count)).Take(3))
        {
            await _turn.WaitAsync(_cancellation);
            try
            {
                var began = Tick();
                if (await _harness.Operations.RedeliverAsync(new() { DeliveryId = id }, 1, _cancellation) == 1)
                {
                    _turns.Enqueue((began, Tick(), id));
                }
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <summary>A node leases the first, and is never heard of again.</summary>
    private async Task DieAsync() => await _harness.Store.LeaseDueAsync(
        new(10, TimeSpan.FromMinutes(1)) { RoomFor = _ => new(10, IsOrdered: true) }, _cancellation);

    private async Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await _harness.AdvanceAsync(time);
    }

    private async Task<bool> IsPendingAsync() => (await _harness.Reader.ListDeliveriesAsync(
        new() { State = DeliveryState.Pending }, new(PageRequest.MaxSize), _cancellation)).Items.Count > 0;

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        if (Interlocked.Increment(ref _underway) != 1)
        {
            _violations.Enqueue("Two requests at once.");
        }

        await _turn.WaitAsync(_cancellation);
        _requests.Enqueue((Tick(), request.Headers.GetValues("zeropath-delivery").Single()));
        var choice = _isWell ? 0 : _random.Next(10);
        _turn.Release();
        await Task.Yield();
        Interlocked.Decrement(ref _underway);
        return choice switch
        {
            < 6 => new(HttpStatusCode.OK),
            6 => new(HttpStatusCode.UnprocessableEntity),
            7 => new(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromMinutes(5)) } },
            8 => new(HttpStatusCode.InternalServerError),
            _ => throw new HttpRequestException(HttpRequestError.ConnectionError),
        };
    }

    /// <summary>With what was published in it: when that began, and its delivery.</summary>
    private sealed record ApplicationTransaction(
        DbTransaction Transaction, DbConnection Connection, bool Commits, List<(long Began, string DeliveryId)> Published);

    private sealed class Network(OrderRun run) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            run.AnswerAsync(request);
    }
}
