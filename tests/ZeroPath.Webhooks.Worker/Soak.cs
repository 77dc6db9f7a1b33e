using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Worker;

/// <summary>
/// A day of a host with a thousand endpoints, of which every twentieth is down for an hour, as fast as it goes: a process of its own, so
/// that its memory and what it allocates are nobody else's. Nothing is waited for: the clock is moved, and in PostgreSQL, whose clock
/// cannot be, the rows.
/// </summary>
internal sealed class Soak : HttpMessageHandler, IDeliveryFailureNotifier
{
    private const int Endpoints = 1000;
    private const int Quarters = 4;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    // Made as large as they will be, so that what they hold does not look like what the library holds.
    private readonly Dictionary<ulong, int> _accepted;
    private readonly HashSet<ulong> _failed;
    private readonly Dictionary<ulong, ulong> _published;
    private readonly Lock _lock = new();
    private readonly NpgsqlDataSource? _database;
    private readonly TimeSpan _step;
    private readonly ServiceProvider _services;
    private TimeSpan _now;

    private Soak(string kind, string connectionString, int events)
    {
        (_accepted, _failed, _published) = (new(events), new(events), new(events));
        var services = new ServiceCollection();
        var webhooks = services.AddZeroPathWebhooks(options => options.HoldAfterFailures = 20)
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => this));
        services.AddSingleton<IDeliveryFailureNotifier>(this);
        for (var i = 0; i < Endpoints; i++)
        {
            webhooks.AddEndpoint(new() { Id = $"{i}", Name = $"{i}", Url = new($"https://{i}.example.com/"), OrganizationId = $"org_{i}" })
                .AddSubscription(new() { EndpointId = $"{i}" });
        }

        _step = TimeSpan.FromMinutes(kind == "postgres" ? 15 : 5);
        _ = kind switch
        {
            "memory" => webhooks,
            "sqlite" => webhooks.UseSqliteStore(connectionString),
            "postgres" => webhooks.UsePostgreSqlStore(_database = NpgsqlDataSource.Create(connectionString)),
            _ => throw new ArgumentException($"There is no store '{kind}'."),
        };
        if (_database is null)
        {
            services.AddSingleton<TimeProvider>(_clock);
        }

        _services = services.BuildServiceProvider();
    }

    /// <summary>Writes a line of figures a quarter, and one of the whole.</summary>
    public static async Task RunAsync(string kind, string connectionString, int events)
    {
        using var soak = new Soak(kind, connectionString, events);
        await using var services = soak._services;
        await using var database = soak._database;
        await soak.RunAsync(events);
    }

    public Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _failed.UnionWith(notice.FailedDeliveries.Select(failed => Number(failed.DeliveryId)));
        }

        return Task.CompletedTask;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var id = Number(request.Headers.GetValues("webhook-id").Single());
        var endpoint = int.Parse(request.RequestUri!.Host.Split('.')[0], CultureInfo.InvariantCulture);
        if (IsDown(endpoint))
        {
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        }

        lock (_lock)
        {
            _accepted[id] = _accepted.GetValueOrDefault(id) + 1;
        }

        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
    }

    /// <summary>The random part of an id.</summary>
    private static ulong Number(string id) => Convert.ToUInt64(id[^16..], 16);

    /// <summary>Every twentieth, each in an hour of its own.</summary>
    private bool IsDown(int endpoint) => endpoint % 20 == 0 && (int)_now.TotalHours == 1 + (endpoint / 20 % 22);

    private async Task RunAsync(int events)
    {
        var (publisher, store) = (_services.GetRequiredService<IWebhookPublisher>(), _services.GetRequiredService<WebhookStore>());
        var steps = (int)(Day / _step);
        for (var step = 0; step < steps; step++)
        {
            if (step % (steps / Quarters) == 0)
            {
                await ReportAsync(_published.Count);
            }

            while (_published.Count < (long)events * (step + 1) / steps)
            {
                var result = await publisher.PublishAsync(EventFor(_published.Count));
                _published.Add(Number(result.Deliveries.Single().Id), Number(result.EventId));
            }

            await SendAsync();
            await AdvanceAsync();
            await PurgeAsync(store);
        }

        await ReportAsync(_published.Count);
        for (var i = 0; i < 12; i++)
        {
            await SendAsync();
            await AdvanceAsync();
        }

        var (accepted, failed) = (_published.Count(it => _accepted.ContainsKey(it.Value)), _published.Keys.Count(_failed.Contains));
        var both = _published.Count(it => _accepted.ContainsKey(it.Value) && _failed.Contains(it.Key));
        var isLeft = await store.Deliveries.NextDueAsync(LeaseRequest.Any, CancellationToken.None) is not null;
        Console.WriteLine($"{_published.Count} {accepted} {failed} {both} {_accepted.Values.Count(times => times > 1)} {(isLeft ? 1 : 0)}");
    }

    /// <summary>How many were published so far, what is held, and how much was allocated.</summary>
    private static Task ReportAsync(int published)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        return Console.Out.WriteLineAsync($"{published} {GC.GetTotalMemory(forceFullCollection: true)} {allocated}");
    }

    private static WebhookEvent EventFor(int number)
    {
        var sample = (KnownEvent)EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event;
        sample.Organization!.Id = $"org_{number * 7 % Endpoints}";
        return sample;
    }

    private async Task SendAsync()
    {
        await _services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync();
        await _services.GetRequiredService<JobDispatcher>().RunDueAsync();
    }

    private async Task AdvanceAsync()
    {
        _now += _step;
        _clock.Advance(_step);
        if (_database is not null)
        {
            await PostgreSqlTime.AdvanceAsync(_database, ZeroPathWebhooksPostgreSqlExtensions.DefaultSchema, _step);
        }
    }

    private static async Task PurgeAsync(WebhookStore store)
    {
        var old = new RetentionPolicy { Events = Kept, Payloads = Kept, Attempts = Kept };
        while (await store.Operations.PurgeAsync(old, 500, CancellationToken.None) > 0)
        {
        }

        foreach (var state in new[] { JobState.Succeeded, JobState.Failed })
        {
            while (await store.Jobs.PurgeAsync(
                new() { Kind = JobKinds.FailureNotice, State = state }, Kept, 500, CancellationToken.None) > 0)
            {
            }
        }
    }
}
