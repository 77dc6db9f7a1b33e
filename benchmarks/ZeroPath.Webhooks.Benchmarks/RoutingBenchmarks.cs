using BenchmarkDotNet.Attributes;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks;

/// <summary>
/// One event among the subscriptions of many organizations, 100 each. The goal: under 2 µs among 100,000, and at most 1.5 times as long
/// as among 1,000.
/// </summary>
[MemoryDiagnoser]
public class RoutingBenchmarks
{
    private const int SubscriptionsOfEach = 100;
    private const int Batch = 1_000;

    private static readonly WebhookEventType[] Types = [.. EventCatalog.All.Select(definition => definition.Type)];

    private Router _router = null!;
    private KnownEvent _scan = null!;
    private KnownEvent _vulnerability = null!;
    private KnownEvent _cve = null!;
    private KnownEvent[] _ofAllOrganizations = null!;

    [Params(10, 1_000)]
    public int Organizations { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _router = new Router(Configuration());
        _scan = Event(WebhookEventType.ScanComplete, Organizations / 2);
        _vulnerability = Event(WebhookEventType.NewVulnerabilitiesFullScan, Organizations / 2);
        _cve = Event(WebhookEventType.ScaNewCve, Organizations / 2);
        _ofAllOrganizations =
        [
            .. Enumerable.Range(0, Batch).Select(i => Event(WebhookEventType.NewVulnerabilitiesFullScan, i * 7919 % Organizations)),
        ];
        Console.WriteLine(
            $"// A vulnerability goes to {_router.Route(_vulnerability).Count} endpoints, a scan to {_router.Route(_scan).Count}.");
    }

    [Benchmark]
    public int Scan() => _router.Route(_scan).Count;

    [Benchmark]
    public int Vulnerability() => _router.Route(_vulnerability).Count;

    [Benchmark]
    public int Cve() => _router.Route(_cve).Count;

    /// <summary>A new organization at every event, so that what it needs has mostly left the processor's caches.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public int ManyOrganizations()
    {
        var endpoints = 0;
        foreach (var @event in _ofAllOrganizations)
        {
            endpoints += _router.Route(@event).Count;
        }

        return endpoints;
    }

    private RoutingTable Configuration() => new()
    {
        Endpoints = [.. Enumerable.Range(0, Organizations * 10).Select(i => new WebhookEndpoint
        {
            Name = $"endpoint {i}",
            Url = new Uri("https://api.example.com/webhooks/zeropath"),
            OrganizationId = $"org_{i / 10}",
        })],
        Subscriptions = [.. Enumerable.Range(0, Organizations * SubscriptionsOfEach).Select(i => new WebhookSubscription
        {
            Id = $"subscription {i}",
            EndpointId = $"endpoint {i / 10}",
            Repositories = (i % 10) switch
            {
                0 => RepositoryScope.All,
                < 5 => RepositoryScope.Named($"repository-{i % 100}", $"repository-{(i + 1) % 100}"),
                _ => RepositoryScope.WithIds($"repo_{i % 100}", $"repo_{(i + 1) % 100}"),
            },
            EventTypes = i % 20 == 0 ? EventTypeScope.All : EventTypeScope.Of(Type(i), Type(i * 7), Type(i * 5)),
            Threshold = (SeverityLevel)(i % 5),
        })],
    };

    private static WebhookEventType Type(int i) => Types[i % Types.Length];

    private static KnownEvent Event(WebhookEventType type, int organization)
    {
        var @event = (KnownEvent)EventCatalog.Find(type)!.CreateSample().Event;
        @event.Organization = new() { Id = $"org_{organization}" };
        @event.Repository = new() { Id = "repo_7", Name = "Repository-23" };
        return @event;
    }
}
