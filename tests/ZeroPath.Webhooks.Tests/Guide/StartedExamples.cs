using System.Data.Common;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Testing;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>The code with which users begin, as far as it needs its surroundings, a store or a second process.</summary>
#pragma warning disable xUnit1051 // The examples have no test context.
public class StartedExamples
{
    [Fact]
    public void The_sender_of_the_first_page_is_configured()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddJsonStream(
            new MemoryStream(Encoding.UTF8.GetBytes(Document.CodeOf("docs/getting-started-sender.md", "json").Single())));
        Add(builder);

        using var host = builder.Build();

        host.Services.GetServices<IHostedService>().Should().Contain(service => service is Scanner);
        var decisions = host.Services.GetRequiredService<WebhookRegistry>().Router
            .Explain(EventCatalog.Find(WebhookEventType.ScanFailed)!.CreateSample().Event);
        decisions.Should().ContainSingle().Which.IsMatch.Should().BeTrue();
    }

    [Fact]
    public void The_senders_and_receivers_of_the_guides_and_the_templates_meet_at_one_address_with_one_header()
    {
        JsonElement[] senders = [Guide("sender"), Template("sender")];
        JsonElement[] receivers = [Guide("receiver"), Template("receiver")];
        var endpoints = senders.Select(it => it.GetProperty("ZeroPathWebhooks").GetProperty("Endpoints")[0]).ToList();

        endpoints.Select(it => it.GetProperty("Url").GetString())
            .Concat(receivers.Select(it => $"{it.GetProperty("Urls").GetString()}/webhooks/zeropath")).Distinct().Should().ContainSingle();
        endpoints.Concat(receivers.Select(it => it.GetProperty("Receiver")))
            .Select(it => it.GetProperty("Headers").GetProperty("Authorization").GetString()).Distinct().Should().ContainSingle();

        static JsonElement Guide(string name) =>
            JsonElement.Parse(Document.CodeOf($"docs/getting-started-{name}.md", "json").Single());

        static JsonElement Template(string name) =>
            JsonElement.Parse(Document.Read($"templates/content/zeropath-{name}/appsettings.json"));
    }

    // Compiled, not run: it would run until it is stopped. Its parts are run above and below.
    internal static async Task SendAsync(string[] args)
    {
        #region sender_program
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddZeroPathWebhooks(builder.Configuration.GetSection("ZeroPathWebhooks"))
            .UseSqliteStore("Data Source=webhooks.db");
        builder.Services.AddHostedService<Scanner>();
        await builder.Build().RunAsync();
        #endregion
    }

    internal static async Task ReceiveAsync(string[] args)
    {
        #region receiver_program
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddZeroPathWebhooks()
            .UseSqliteStore("Data Source=received.db")
            .AddReceiver(builder.Configuration.GetSection("Receiver"))
            .AddHandler<ScanFailedEvent, TellTheTeam>();
        var app = builder.Build();
        app.MapZeroPathWebhooks("/webhooks/zeropath");
        await app.RunAsync();
        #endregion
    }

    [Fact]
    public async Task The_scanner_publishes_every_five_seconds()
    {
        var clock = new FakeTimeProvider();
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddZeroPathWebhooks()
            .Services.AddSingleton<Scanner>().BuildServiceProvider();
        using var scanner = services.GetRequiredService<Scanner>();

        await scanner.StartAsync(CancellationToken.None);
        var history = services.GetRequiredService<WebhookHistory>();
        while ((await history.ListEventsAsync(new(), new())).Items.Count == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await scanner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Repeating()
    {
        await using var bed = new DeliveryBed(builder => builder.AddEndpoint(DeliveryBed.Endpoint("Chat")));
        var publisher = bed.Publisher;
        var scanFailed = (ScanFailedEvent)EventCatalog.Find(WebhookEventType.ScanFailed)!.CreateSample().Event;
        var (scan, cancellationToken, outage) = (scanFailed.Scan, CancellationToken.None, new Outage());

        #region repeating
        var options = new PublishOptions { IdempotencyKey = $"scan-{scan.Id}-failed" };
        try
        {
            await publisher.PublishAsync(scanFailed, options, cancellationToken);
        }
        catch (WebhookStoreException)
        {
            await outage.RememberAsync(scanFailed, options.IdempotencyKey, cancellationToken);
        }
        #endregion

        (await publisher.PublishAsync(scanFailed, options, cancellationToken)).IsRepeat.Should().BeTrue();
    }

    [Fact]
    public async Task A_type_of_ones_own()
    {
        await using var services = new ServiceCollection().AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "All", Url = new("https://all.example.com"), OrganizationId = "org_123" })
            .AddSubscription(new() { EndpointId = "All", Threshold = SeverityLevel.Critical })
            .Services.BuildServiceProvider();
        var publisher = services.GetRequiredService<IWebhookPublisher>();

        #region own_type
        var json = JsonElement.Parse("""{ "timestamp": "2026-01-15T10:30:00Z", "organization": { "id": "org_123" }, "build": 7 }""");
        await publisher.PublishAsync(new UnknownEvent(new("BUILD_FINISHED"), json));
        #endregion

        var published = (await services.GetRequiredService<WebhookHistory>().ListEventsAsync(new(), new())).Items.Single();
        (published.Type.Name, published.OrganizationId, published.Deliveries.Count).Should().Be(("BUILD_FINISHED", "org_123", 1));
    }

    [Fact]
    public void Keys_that_outlive_the_process()
    {
        var builder = WebApplication.CreateSlimBuilder();

        #region data_protection
        builder.Services.AddDataProtection().SetApplicationName("scanner").PersistKeysToFileSystem(new("/var/lib/scanner/keys"));
        builder.Services.AddZeroPathWebhooks().UseSqliteStore("Data Source=webhooks.db").UseDataProtection();
        #endregion

        builder.Services.Should().ContainSingle(service => service.ServiceType == typeof(ISecretProtector));
    }

    [Fact]
    public async Task Publishing()
    {
        await using var bed = new DeliveryBed(builder => builder.AddEndpoint(DeliveryBed.Endpoint("Chat")));
        var (publisher, time) = (bed.Publisher, TimeProvider.System);

        #region publishing
        var published = await publisher.PublishAsync(
            new RepoAddedEvent
            {
                Timestamp = time.GetUtcNow(),
                Organization = new() { Id = "org_123" },
                Repository = new() { Id = "repo_123", Name = "backend-api" },
            },
            new() { IdempotencyKey = "repo_123-added" });
        Console.WriteLine($"{published.EventId}, endpoints: {published.Deliveries.Count}");
        #endregion

        published.IsRepeat.Should().BeFalse();
    }

    [Fact]
    public void Stores_that_others_share()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());

        #region postgresql
        builder.Services.AddZeroPathWebhooks().UsePostgreSqlStore("Host=localhost;Database=app;Username=app;Password=…");
        #endregion

        using var host = builder.Build();
        host.Services.GetRequiredService<WebhookStore>().IsDurable.Should().BeTrue();
    }

    // Compiled, not run: LaneSuite has what comes of it.
    internal static void Lease(LeaseRequest request)
    {
        #region lease_plan
        var plan = new LeasePlan(request);
        // Add lanes, those of request.Known first, until the plan has enough, or there are no more.
        while (plan.NextRound() is { Count: > 0 } shares)
        {
            // Lease from each lane of the round, and tell the plan how many there were: plan.CountLeased(endpointId, isRetry).
        }
        #endregion
    }

    // Compiled, not run: SqliteTransactionTests and TransactionTests of PostgreSQL have the same in full.
    internal static async Task PublishInATransactionAsync(
        DbConnection connection, IWebhookPublisher publisher, ScanFailedEvent scanFailed, CancellationToken cancellationToken)
    {
        var scan = scanFailed.Scan;

        #region transaction
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SaveAsync(scan, transaction, cancellationToken);
        await publisher.PublishAsync(scanFailed, new() { Transaction = transaction }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        #endregion
    }

    [Fact]
    public async Task A_publisher_is_tested()
    {
        var scanFailed = EventCatalog.Find(WebhookEventType.ScanFailed)!.CreateSample().Event;

        #region test_bed
        await using var webhooks = WebhookTestBed.Create(builder => builder
            .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com") })
            .AddSubscription(new() { EndpointId = "Chat" }));
        webhooks.Answers = Answers.InTurn(500, Answer.Timeout, 200);

        await webhooks.PublishAsync(scanFailed);
        await webhooks.AdvanceAsync(TimeSpan.FromMinutes(2));

        webhooks.Requests.Should().HaveCount(3);
        webhooks.Requests[0].Event.Should().BeOfType<ScanFailedEvent>();
        #endregion
    }

    // Compiled, not run: OutboxSuite has the same in full.
    internal static async Task SaveWithEntityFrameworkAsync(
        IServiceCollection services, string connectionString, ScanContext context, object scan, ScanStartedEvent scanStarted,
        CancellationToken cancellationToken)
    {
        #region ef_services
        services.AddDbContext<ScanContext>(options => options.UseSqlite(connectionString).UseZeroPathWebhooks());
        services.AddZeroPathWebhooks().UseSqliteStore(connectionString);
        #endregion

        #region ef_save
        context.Add(scan);
        context.RaiseWebhook(scanStarted);
        await context.SaveChangesAsync(cancellationToken);
        #endregion
    }

    [Fact]
    public async Task A_handler_and_a_receiver_are_tested()
    {
        #region test_handler
        var sample = EventCatalog.Find(WebhookEventType.ScanFailed)!.CreateSample();
        var now = TimeProvider.System.GetUtcNow();
        var received = new ReceivedWebhook<ScanFailedEvent> { Payload = sample, Id = "evt_1", ReceivedAt = now };
        await new TellTheTeam().HandleAsync(received, CancellationToken.None);
        #endregion

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddZeroPathWebhooks().AddReceiver(options => options.Headers["Authorization"] = ["Bearer demo-token"])
            .AddHandler<ScanFailedEvent, TellTheTeam>();
        await using var app = builder.Build();
        app.MapZeroPathWebhooks("/webhooks/zeropath");
        await app.StartAsync();
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = new(app.Urls.First());

        #region test_receiver
        var request = WebhookRequests.For(WebhookEventType.ScanFailed).With("Authorization", "Bearer demo-token");
        var first = await client.SendAsync(request.To("/webhooks/zeropath"));
        var duplicate = await client.SendAsync(request.To("/webhooks/zeropath"));
        var stranger = await client.SendAsync(request.Without("Authorization").To("/webhooks/zeropath"));
        #endregion

        HttpResponseMessage[] answers = [first, duplicate, stranger];
        answers.Select(answer => (int)answer.StatusCode).Should().Equal(200, 200, 401);
    }

    private static void Add(HostApplicationBuilder builder)
    {
        builder.Services.AddZeroPathWebhooks(builder.Configuration.GetSection("ZeroPathWebhooks"));
        builder.Services.AddHostedService<Scanner>();
    }

    private static Task SaveAsync(Scan scan, DbTransaction transaction, CancellationToken cancellationToken) =>
        Task.FromResult((scan, transaction, cancellationToken));

    internal sealed class ScanContext(DbContextOptions<ScanContext> options) : DbContext(options);

    private sealed class Outage
    {
        private readonly List<(WebhookEvent Event, string? Key)> _events = [];

        public Task RememberAsync(WebhookEvent webhookEvent, string? key, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _events.Add((webhookEvent, key));
            return Task.CompletedTask;
        }
    }
}
