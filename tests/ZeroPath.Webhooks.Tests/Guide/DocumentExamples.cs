using System.Diagnostics;
using System.Net;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using RichardSzalay.MockHttp;
using Xunit;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>The code of the documents, between regions. It compiles and runs here; <see cref="SnippetTests"/> compares the two.</summary>
#pragma warning disable xUnit1051 // The examples have no test context.
public class DocumentExamples
{
    private const string Configuration = "docs/configuration.md";

    [Fact]
    public async Task Testing()
    {
        #region testing
        var clock = new FakeTimeProvider();
        using var http = new MockHttpMessageHandler();
        http.When("https://api.example.com/hook").Respond(HttpStatusCode.ServiceUnavailable);
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "hook", Url = new("https://api.example.com/hook") })
            .AddSubscription(new() { EndpointId = "hook" })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => http))
            .Services.BuildServiceProvider();
        var sample = EventCatalog.Find(WebhookEventType.PrBlocked)!.CreateSample();

        var result = await services.GetRequiredService<IWebhookPublisher>().PublishAsync(sample);
        await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync();

        var reader = services.GetRequiredService<WebhookHistory>();
        (await reader.ListAttemptsAsync(result.Deliveries[0].Id)).Should().HaveCount(2);
        #endregion
    }

    [Fact]
    public async Task Replaying()
    {
        var clock = new FakeTimeProvider();
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com/hook") }).Services.BuildServiceProvider();
        await services.GetRequiredService<IWebhookPublisher>().PublishAsync(EventCatalog.All[0].CreateSample().Event);
        var operations = services.GetRequiredService<WebhookOperations>();
        var (lastNight, thisMorning) = (clock.GetUtcNow(), clock.GetUtcNow().AddHours(8));

        #region replay
        var replayed = await operations.ReplayAsync(
            new() { From = lastNight, To = thisMorning }, endpointId: "Chat", onlyUndelivered: true);
        #endregion

        (replayed.Events, replayed.DeliveriesAdded, replayed.EventsWithoutPayload).Should().Be((1, 0, 0));

        #region redelivery
        var redelivery = await operations.StartRedeliveryAsync(
            new() { State = DeliveryState.Failed, EndpointId = "Chat", From = lastNight });
        #endregion

        (await operations.FindRedeliveryAsync(redelivery.Id)).Should().BeEquivalentTo(redelivery);
    }

    [Fact]
    public async Task Publishing_together()
    {
        await using var services = new ServiceCollection().AddZeroPathWebhooks().Services.BuildServiceProvider();
        var publisher = services.GetRequiredService<IWebhookPublisher>();
        var events = EventCatalog.All.Select(definition => definition.CreateSample().Event);

        #region batch
        var results = await publisher.PublishAsync(events);
        #endregion

        results.Should().HaveCount(EventCatalog.All.Count);
    }

    [Fact]
    public async Task Changing()
    {
        await using var services = new ServiceCollection().AddZeroPathWebhooks().Services.BuildServiceProvider();

        #region registry
        var registry = services.GetRequiredService<WebhookRegistry>();
        var chat = await registry.AddEndpointAsync(new() { Name = "Chat", Url = new("https://chat.example.com/hook") });
        await registry.AddSubscriptionAsync(new() { EndpointId = chat.Id, EventTypes = EventTypeScope.Of(WebhookEventType.ScanFailed) });
        await registry.UpdateEndpointAsync(chat with { MaxPerSecond = 5 });
        await registry.DisableEndpointAsync("Chat", "Under maintenance until Monday.");
        #endregion

        registry.Configuration.Endpoints.Single().DisabledReason.Should().Be("Under maintenance until Monday.");
    }

    [Fact]
    public void Reading()
    {
        var utf8 = WebhookJson.Write(EventCatalog.Find(WebhookEventType.NewVulnerabilitiesPr)!.CreateSample());

        #region reading
        var payload = WebhookJson.Read(utf8);
        var text = payload.Event switch
        {
            ScanFailedEvent failed => $"Scan {failed.Scan.Id} failed: {failed.Error}",
            UnknownEvent { Problems.Count: > 0 } invalid => string.Join("; ", invalid.Problems),
            UnknownEvent unknown => $"{unknown.Type} is new: {unknown.Json}",
            var other => $"{other.Type}",
        };
        #endregion

        text.Should().Be("NEW_VULNERABILITIES_PR");
    }

    [Fact]
    public async Task Explaining()
    {
        await using var services = new ServiceCollection()
            .AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "Pager", Url = new("https://pager.example.com/hook") })
            .AddSubscription(new() { EndpointId = "Pager", Threshold = SeverityLevel.Critical })
            .Services.BuildServiceProvider();
        var registry = services.GetRequiredService<WebhookRegistry>();
        var vulnerability = EventCatalog.Find(WebhookEventType.NewVulnerabilitiesFullScan)!.CreateSample().Event;

        #region explaining
        var reasons = registry.Router.Explain(vulnerability).Select(decision => $"{decision.Endpoint.Name}: {decision}");
        #endregion

        reasons.Should().Equal("Pager: threshold: score 82 (High), expected at least Critical");
    }

    [Fact]
    public void Configuring()
    {
        var json = Document.CodeOf(Configuration, "json").First(code => code.Contains("\"ZeroPathWebhooks\"", StringComparison.Ordinal));
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddJsonStream(stream);

        #region configuring
        builder.Services.AddZeroPathWebhooks(builder.Configuration.GetSection("ZeroPathWebhooks"));
        #endregion

        using var host = builder.Build();
        var subscription = host.Services.GetRequiredService<WebhookRegistry>().Configuration.Subscriptions.Single();
        subscription.Threshold.Should().Be(SeverityLevel.High);
        subscription.EventTypes.Types.Should().HaveCount(3);
        subscription.Repositories.Names.Should().Equal("backend-api", "frontend-app");
    }

    [Fact]
    public async Task Signing()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("Pager") with { SigningSecrets = [SigningSecret.Create()] })
            .AddSubscription(new() { EndpointId = "Pager" }));
        var registry = bed.Registry;
        bed.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());

        #region rotating
        var next = SigningSecret.Create();
        var now = TimeProvider.System.GetUtcNow();
        var pager = registry.Router.FindEndpoint("Pager")!;
        await registry.UpdateEndpointAsync(pager.WithNewSigningSecret(next, previousUntil: now.AddDays(1), now));
        #endregion

        await bed.SendAsync();
        var (body, headers) = (bed.Requests[0].Body, bed.Requests[0].Headers);

        #region verifying
        var verifier = new WebhookVerifier([next.Value]);
        var verdict = verifier.Verify(body, headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
        #endregion

        verdict.Should().Be(SignatureVerification.Valid);
    }

    [Fact]
    public async Task Describing()
    {
        await using var app = WebApplication.CreateBuilder().Build();

        #region contract
        app.MapZeroPathWebhooksContract("/webhooks/contract");
        #endregion

        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText).Should().Contain("/webhooks/contract/openapi.json");

        var utf8 = WebhookJson.Write(EventCatalog.All[0].CreateSample());

        #region schema
        var accepted = new WebhookSchemaValidator(WebhookSchemas.Accepted);
        var problems = accepted.Validate(utf8);
        #endregion

        problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Managing()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthorization(options => options.AddPolicy("webhooks", policy => policy.RequireAuthenticatedUser()));
        builder.Services.AddZeroPathWebhooks();
        await using var app = builder.Build();

        #region api
        app.MapZeroPathWebhooksApi("/webhooks/api", options => options.Scope = context =>
                context.User.IsInRole("operator")
                    ? WebhooksApiScope.All
                    : WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value))
            .RequireAuthorization("webhooks");
        #endregion

        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Should().HaveCountGreaterThan(25).And.OnlyContain(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/webhooks/api/"));
    }

    [Fact]
    public async Task Tools_for_agents()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddAuthorization();
        builder.Services.AddZeroPathWebhooks();

        #region mcp
        builder.Services.AddMcpServer().WithHttpTransport().WithZeroPathWebhooksTools(options => options.Scope = context =>
            WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value));
        await using var app = builder.Build();
        app.MapMcp("/mcp").RequireAuthorization("webhooks");
        #endregion

        app.Services.GetServices<ModelContextProtocol.Server.McpServerTool>().Should().HaveCountGreaterThan(25);
    }

    [Fact]
    public async Task Watching()
    {
        var (spans, metrics) = (new List<Activity>(), new List<Metric>());
        var services = new ServiceCollection();
        services.AddZeroPathWebhooks();
        services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddInMemoryExporter(spans));
        services.ConfigureOpenTelemetryMeterProvider(it => it.AddInMemoryExporter(metrics));

        #region telemetry
        services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource("ZeroPath.Webhooks"))
            .WithMetrics(metrics => metrics.AddMeter("ZeroPath.Webhooks"));
        #endregion

        PublishResult published;
        await using (var provider = services.BuildServiceProvider())
        {
            var (_, meter) = (provider.GetRequiredService<TracerProvider>(), provider.GetRequiredService<MeterProvider>());
            published = await provider.GetRequiredService<IWebhookPublisher>().PublishAsync(EventCatalog.All[0].CreateSample().Event);
            meter.ForceFlush();
        }

        spans.Should().ContainSingle(span =>
            span.DisplayName == "publish webhook" && published.EventId.Equals(span.GetTagItem("zeropath.event.id")));
        metrics.Select(metric => metric.Name).Should().Contain("zeropath.webhooks.events.published")
            .And.Contain("zeropath.webhooks.events.unrouted");
    }

    [Fact]
    public async Task Triggering()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        #region triggers
        builder.Services.AddZeroPathWebhooks().AddInboundTriggers<Agent>();
        var app = builder.Build();
        app.MapZeroPathInboundTriggers();

        var (trigger, secret) = await app.Services.GetRequiredService<InboundTriggers>().CreateAsync(
            new() { Name = "Nightly build", Prompt = "Triage what the build found." });
        var url = $"https://hooks.example.com/api/agent/webhook/{trigger.Id}?secret={secret}";
        #endregion

        await using var owned = app;
        await app.StartAsync();
        using var http = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        url = url.Replace("https://hooks.example.com", app.Urls.First(), StringComparison.Ordinal);
        var report = "{}"u8.ToArray();

        #region calling
        var client = new InboundTriggerClient(http, new Uri(url));
        var executionId = await client.CallAsync(report, "application/json", idempotencyKey: "build-42");
        #endregion

        (await app.Services.GetRequiredService<InboundTriggers>().FindExecutionAsync(executionId!))!.Subject.Should().Be(trigger.Id);
    }

    private sealed class Agent : IInboundTriggerHandler
    {
        public Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken) =>
            Task.FromResult<string?>("Nothing new.");
    }

    // Compiled, not run: it would wait for requests.
    internal static async Task ReceiveAsync(string[] args)
    {
        #region receiving
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddZeroPathWebhooks()
            .UseSqliteStore("Data Source=webhooks.db")
            .AddReceiver(builder.Configuration.GetSection("Receiver"))
            .AddHandler<ScanFailedEvent, ScanFailedHandler>()
            .AddHandler<WebhookEvent>("audit", (services, received, cancellationToken) =>
                services.GetRequiredService<AuditTrail>().AddAsync(received.Id, received.Event.Type, cancellationToken));
        var app = builder.Build();
        app.MapZeroPathWebhooks("/webhooks/zeropath");
        await app.RunAsync();
        #endregion
    }

    // Compiled, not run: it would call an address on the network.
    internal static async Task StartAsync(string[] args)
    {
        #region start
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com/zeropath") })
            .AddSubscription(new() { EndpointId = "Chat", Threshold = SeverityLevel.High });
        using var host = builder.Build();
        await host.StartAsync();
        var (acme, backend) = (new Organization { Id = "org_123" }, new Repository { Id = "repo_123", Name = "backend-api" });
        await host.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(
            new RepoAddedEvent { Timestamp = TimeProvider.System.GetUtcNow(), Organization = acme, Repository = backend });
        await host.WaitForShutdownAsync();
        #endregion
    }

    internal sealed class ScanFailedHandler(SqliteConnection connection) : IWebhookHandler<ScanFailedEvent>
    {
        // Compiled, not run: InboxTests has the same in full.
        public async Task HandleAsync(ReceivedWebhook<ScanFailedEvent> received, CancellationToken cancellationToken)
        {
            #region completing
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await InsertAsync(connection, transaction, received.Event.Scan.Id, cancellationToken);
            await received.CompleteAsync(transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            #endregion
        }

        private static Task InsertAsync(
            SqliteConnection connection,
            System.Data.Common.DbTransaction transaction,
            string scanId,
            CancellationToken cancellationToken) =>
            Task.FromResult((connection, transaction, scanId, cancellationToken));
    }

    internal sealed class AuditTrail
    {
        private readonly Dictionary<string, WebhookEventType> _entries = [];

        public Task AddAsync(string id, WebhookEventType type, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _entries[id] = type;
            return Task.CompletedTask;
        }
    }
}
