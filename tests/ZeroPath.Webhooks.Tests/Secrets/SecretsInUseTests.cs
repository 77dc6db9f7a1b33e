using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Tests.Events;

namespace ZeroPath.Webhooks.Tests.Secrets;

/// <summary>
/// Everything the library does, with a secret wherever one may be, on a SQLite file, over real sockets, and with a witness.
/// </summary>
public sealed class SecretsInUseTests : IAsyncDisposable
{
    private const string Echo = $"X-Echo: {Canaries.Answer}\r\nConnection: close\r\n\r\nYou sent {Canaries.Header} and {Canaries.Answer}.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-secrets-");
    private readonly Witness _witness = new();
    private readonly List<RawServer> _servers = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attempts_of_all_outcomes_show_no_secret()
    {
        await using var services = Services(builder => Add(builder, new()
        {
            ["accepted"] = Serve(RawServer.Says($"HTTP/1.1 200 {Canaries.Answer}\r\n{Echo}")),
            ["refused"] = Serve(RawServer.Says($"HTTP/1.1 500 {Canaries.Answer}\r\n{Echo}")),
            ["gone"] = Serve(RawServer.Says($"HTTP/1.1 410 Gone\r\n{Echo}")),
            ["redirected"] = Serve(RawServer.Says($"HTTP/1.1 302 Found\r\nLocation: https://{Canaries.Answer}.example.com/\r\n{Echo}")),
            ["garbled"] = Serve(RawServer.Says($"{Canaries.Answer}\r\n{Echo}")),
            ["silent"] = Serve(RawServer.Says("", thenHangs: true)),
            ["absent"] = RawServer.NobodyThere(),
            ["not TLS"] = new UriBuilder(Serve(RawServer.Says("HTTP/1.1 400 Bad Request\r\n\r\n"))) { Scheme = "https" }.Uri,
            ["unknown name"] = new("http://nobody.example.com/"),
            ["blocked"] = new("http://inside.example.com/"),
        }));
        var dispatcher = services.GetRequiredService<DeliveryDispatcher>();

        var published = await services.GetRequiredService<IWebhookPublisher>().PublishAsync(Canaries.Document(), cancellationToken: Token);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await dispatcher.DispatchDueAsync(Token);
        }

        var reader = services.GetRequiredService<WebhookHistory>();
        var outcomes = new List<AttemptOutcome>();
        foreach (var delivery in published.Deliveries)
        {
            var attempts = await reader.ListAttemptsAsync(delivery.Id, Token);
            outcomes.AddRange(attempts.Select(attempt => attempt.Outcome));
            _witness.Saw("attempts", [.. attempts, .. attempts.Select(attempt => attempt.ForTenant())]);
        }

        outcomes.Should().Contain([
            AttemptOutcome.Accepted, AttemptOutcome.Refused, AttemptOutcome.ProtocolFailure, AttemptOutcome.Timeout,
            AttemptOutcome.ConnectFailure,
            AttemptOutcome.TlsFailure, AttemptOutcome.DnsFailure, AttemptOutcome.Blocked]);
        Verify(
            "log", "attempt 2 ended as Refused", "metric: System.Net.Http | http.client.request.duration",
            "activity: ZeroPath.Webhooks | publish webhook", "activity: ZeroPath.Webhooks | POST", "[error.type, connect_failure]",
            "[error.type, 500]",
            "metric: ZeroPath.Webhooks | zeropath.webhooks.events.published",
            "metric: ZeroPath.Webhooks | zeropath.webhooks.attempt.duration | [outcome, tls_failure]",
            "metric: ZeroPath.Webhooks | zeropath.webhooks.delivery.lag",
            "metric: ZeroPath.Webhooks | zeropath.webhooks.deliveries.settled | [state, failed]");
    }

    [Theory]
    [InlineData("Slack")]
    [InlineData("Teams")]
    [InlineData("PagerDuty")]
    [InlineData("GitHubDispatch")]
    public async Task Attempts_explanations_and_tests_in_a_format_show_no_secret(string format)
    {
        // The payload is no secret here: what is, is in the URL and in the settings of the format.
        var said = format is "Slack" or "Teams"
            ? $"/{Canaries.Path}?token={Canaries.Query} {Canaries.RoutingKey} {Canaries.Path} https://127.0.0.1/{Canaries.Path}"
            : Canaries.RoutingKey;
        await using var services = Services(builder =>
        {
            foreach (var (name, status) in new[] { ("accepted", "200 OK"), ("refused", "400 Bad Request"), ("absent", "") })
            {
                var server = name == "absent" ? RawServer.NobodyThere() : Serve(RawServer.Says(
                    $"HTTP/1.1 {status}\r\nConnection: close\r\n\r\nYou sent {said}."));
                builder.AddEndpoint(Canaries.Endpoint(name, server) with
                {
                    Format = format,
                    FormatSettings = new Dictionary<string, string>(format == "PagerDuty" ? [new("RoutingKey", Canaries.RoutingKey)] : []),
                    Headers = new Dictionary<string, string> { ["X-Key"] = Canaries.RoutingKey },
                }).AddSubscription(new() { EndpointId = name });
            }
        });
        var (history, operations) = (services.GetRequiredService<WebhookHistory>(), services.GetRequiredService<WebhookOperations>());

        var published = await services.GetRequiredService<IWebhookPublisher>()
            .PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);
        foreach (var delivery in published.Deliveries)
        {
            var attempts = await history.ListAttemptsAsync(delivery.Id, Token);
            var test = await operations.SendTestAsync(delivery.EndpointId, cancellationToken: Token);
            _witness.Saw("attempts", [.. attempts, .. attempts.Select(attempt => attempt.Response), test, test.Response]);
        }

        var explanation = (await operations.ExplainAsync(published.EventId, cancellationToken: Token))!;
        var registry = services.GetRequiredService<WebhookRegistry>();
        _witness.Saw("explained", [.. explanation.Sentences, .. explanation.Decisions, .. registry.Configuration.Endpoints]);
        await _witness.SawExceptionAsync(() => registry.UpdateEndpointAsync(
            registry.Configuration.Endpoints[0] with
            {
                FormatSettings = new Dictionary<string, string> { ["RoutingKey"] = Canaries.RoutingKey + "!", ["Other"] = Canaries.Path },
            },
            cancellationToken: Token));

        Verify("You sent ***", $"Sent as {format}", $"in the format {format}", "attempts", "exception", "metric: System.Net.Http");
    }

    [Fact]
    public async Task Publishing_explaining_listing_replaying_and_removing_show_no_secret()
    {
        await using var services = Services(builder => Add(builder, new() { ["a"] = Serve(RawServer.Says($"HTTP/1.1 200 OK\r\n{Echo}")) }));
        var (publisher, reader) = (services.GetRequiredService<IWebhookPublisher>(), services.GetRequiredService<WebhookHistory>());
        var registry = services.GetRequiredService<WebhookRegistry>();

        var published = await publisher.PublishAsync(Canaries.Event(), new() { IdempotencyKey = "key" }, Token);
        _witness.Saw(
            "published", [published, .. published.Deliveries, .. published.Decisions, .. registry.Router.Explain(Canaries.Event())]);
        await _witness.SawExceptionAsync(() =>
            publisher.PublishAsync(Canaries.Event().With(it => it.Error = "other"), new() { IdempotencyKey = "key" }, Token));
        await _witness.SawExceptionAsync(() =>
            publisher.PublishAsync(
                Canaries.Event().With(it => it.Organization = new() { Id = null!, Name = Canaries.Payload }), cancellationToken: Token));
        await _witness.SawExceptionAsync(() => publisher.PublishAsync(WebhookJson.Read(Encoding.UTF8.GetBytes(
            """{"time":1,"host":"h","source":"s","sourcetype":"SCAN_FAILED","event":{"error":["canary7"],"scan":"canary7"}}""")),
            cancellationToken: Token));
        await publisher.PublishAsync(
            new UnknownEvent(new("SOMETHING_NEW"), JsonElement.Parse($$"""{"note":"{{Canaries.Payload}}"}""")), cancellationToken: Token);
        await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);
        _witness.Saw("stored", [
            await reader.FindEventAsync(published.EventId, Token), .. (await reader.ListEventsAsync(new(), new(), Token)).Items,
            .. (await reader.ListDeliveriesAsync(new(), new(), Token))
                .Items, .. await reader.GetStatisticsAsync(new(), TimeSpan.FromDays(1), Token)]);
        _witness.Saw("replayed", await services.GetRequiredService<WebhookOperations>().ReplayAsync(new(), cancellationToken: Token));
        _witness.Saw("health", await services.GetRequiredService<WebhookHealth>().CheckStoreAsync(Token));
        await services.GetRequiredService<IDeliveryOperations>().PurgeAsync(new() { Events = TimeSpan.Zero }, 100, Token);

        Verify("published", "exception", "stored", "replayed", "health");
    }

    [Fact]
    public async Task Failing_being_held_and_disabled_and_what_operators_do_show_no_secret()
    {
        await using var services = Services(builder =>
        {
            Add(builder, new()
            {
                ["failing"] = Serve(RawServer.Says($"HTTP/1.1 400 {Canaries.Answer}\r\n{Echo}")),
                ["gone"] = Serve(RawServer.Says($"HTTP/1.1 410 Gone\r\n{Echo}")),
                ["dead"] = RawServer.NobodyThere(),
            });
            builder.Configure(options => (options.HoldAfterFailures, options.DisableAfterFailingFor) = (2, TimeSpan.FromSeconds(1)))
                .Configure(options => options.FinalStatuses.Add(400));
        });
        var (dispatcher, operations) = (
            services.GetRequiredService<DeliveryDispatcher>(), services.GetRequiredService<WebhookOperations>());
        var (health, registry) = (services.GetRequiredService<IEndpointHealthStore>(), services.GetRequiredService<WebhookRegistry>());
        var published = await services.GetRequiredService<IWebhookPublisher>().PublishAsync(Canaries.Event(), cancellationToken: Token);

        await health.HoldAsync("dead", TimeSpan.FromHours(1), Token);
        await dispatcher.DispatchDueAsync(Token);
        _witness.Saw("held", [.. await health.ListHealthAsync(null, Token)]);
        await health.HoldAsync("dead", null, Token);
        while (registry.Router.FindEndpoint("dead")!.Enabled)
        {
            // From the first failure to the last a second must pass.
            await dispatcher.DispatchDueAsync(Token);
            await services.GetRequiredService<IWebhookPublisher>().PublishAsync(Canaries.Event(), cancellationToken: Token);
        }

        _witness.Saw(
            "disabled",
            [.. registry.Configuration.Endpoints, .. registry.Configuration.Endpoints.Select(endpoint => endpoint.DisabledReason)]);
        await services.GetRequiredService<JobDispatcher>().RunDueAsync(Token);

        foreach (var delivery in published.Deliveries)
        {
            await registry.EnableEndpointAsync(delivery.EndpointId, cancellationToken: Token);
            _witness.Saw("redelivered", await operations.RedeliverAsync(delivery.Id, Token));
        }

        await services.GetRequiredService<IDeliveryOperations>().CancelAsync(new() { EndpointId = "dead" }, "By an operator.", 10, Token);
        await dispatcher.DispatchDueAsync(Token);
        var explanation = (await operations.ExplainAsync(published.EventId, cancellationToken: Token))!;
        _witness.Saw("explained", [explanation, explanation.Event, .. explanation.Decisions, .. explanation.Sentences]);
        _witness.Saw("dry run", [.. await operations.DryRunAsync(new() { Id = "s", EndpointId = "failing" }, cancellationToken: Token)]);
        await _witness.SawExceptionAsync(() => operations.DryRunAsync(new() { Id = "s", EndpointId = "none" }, cancellationToken: Token));
        foreach (var endpoint in new[] { "failing", "gone", "dead" })
        {
            var attempt = await operations.SendTestAsync(endpoint, Canaries.Event(), Token);
            _witness.Saw("test send", attempt, attempt.ForTenant(), await operations.SendTestAsync(endpoint, cancellationToken: Token));
        }

        await _witness.SawExceptionAsync(() =>
            operations.SendTestAsync(
                "failing", Canaries.Event().With(it => it.Organization = new() { Id = null!, Name = Canaries.Payload }), Token));
        await _witness.SawExceptionAsync(() => operations.SendTestAsync("none", Canaries.Event(), Token));

        Verify(
            "held: ZeroPath.Webhooks.EndpointHealth", "disabled", "without a success", "It answered 410 Gone.", "failed for good",
            "redelivered: Redelivered", "explained",
            "dry run: ZeroPath.Webhooks.DryRunDecision", "test send: DeliveryAttempt", "exception",
            "zeropath.webhooks.deliveries.settled | [state, cancelled]");
    }

    [Fact]
    public async Task A_host_whose_endpoints_change_break_and_cannot_be_read_shows_no_secret()
    {
        var changed = Canaries.Endpoint("stored", new("https://api.example.com"));
        await using (var before = Services(_ => { }))
        {
            var registry = before.GetRequiredService<WebhookRegistry>();
            changed = await registry.AddEndpointAsync(changed, cancellationToken: Token);
            await registry.AddSubscriptionAsync(new() { Id = "s", EndpointId = "stored" }, cancellationToken: Token);
            changed = await registry.UpdateEndpointAsync(
                changed.WithNewSigningSecret(SigningSecret.Create(), DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch),
                cancellationToken: Token);
            await _witness.SawExceptionAsync(() => registry.UpdateEndpointAsync(
                changed with { Url = new("ftp://canary7@example.com/canary7") }, cancellationToken: Token));
            await registry.DisableEndpointAsync("stored", "No reason.", cancellationToken: Token);
            await registry.EnableEndpointAsync("stored", cancellationToken: Token);
            await _witness.SawExceptionAsync(() => registry.EnableEndpointAsync("none", cancellationToken: Token));
            _witness.Saw(
                "configuration", [registry.Configuration, .. registry.Configuration.Endpoints, .. registry.Configuration.Subscriptions]);
        }

        var builder = Host.CreateEmptyApplicationBuilder(new());
        Configure(builder.Services, _ => { });
        builder.Services.AddSingleton<ISecretProtector>(new LostKeys());
        using var host = builder.Build();
        await host.StartAsync(Token);
        await _witness.SawAsync("zeropath.webhooks.deliveries.due");
        await host.StopAsync(Token);

        _witness.Saw("configuration", host.Services.GetRequiredService<WebhookRegistry>().Configuration.Endpoints);
        Verify(
            "cannot be used, so that nothing is sent to it", "exception: ZeroPath.Webhooks.WebhookConfigurationException", "configuration");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _witness.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>That the witness saw what it was to see, and no secret in any of it.</summary>
    private void Verify(params string[] seen)
    {
        seen.Should().OnlyContain(text => _witness.Seen.Any(it => it.Contains(text, StringComparison.Ordinal)));
        _witness.Seen.SelectMany(Canaries.In).Should().BeEmpty();
    }

    private Uri Serve(Func<Stream, CancellationToken, Task> answer)
    {
        var server = new RawServer(answer);
        _servers.Add(server);
        return server.Url;
    }

    private static void Add(ZeroPathWebhooksBuilder builder, Dictionary<string, Uri> endpoints)
    {
        foreach (var (name, url) in endpoints)
        {
            builder.AddEndpoint(Canaries.Endpoint(name, url)).AddSubscription(new() { EndpointId = name });
        }
    }

    private ServiceProvider Services(Action<ZeroPathWebhooksBuilder> configure)
    {
        var services = new ServiceCollection();
        Configure(services, configure);
        return services.BuildServiceProvider();
    }

    private void Configure(IServiceCollection services, Action<ZeroPathWebhooksBuilder> configure)
    {
        services.AddLogging(logging =>
            logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).Services.AddSingleton<ILoggerProvider>(new Unowned(_witness)));
        services.AddSingleton<ResolveHost>((host, _) => host == "inside.example.com"
            ? Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1")])
            : throw new SocketException((int)SocketError.HostNotFound));
        var builder = services.AddZeroPathWebhooks()
            .UseSqliteStore($"Data Source={Path.Combine(_folder.FullName, "webhooks.db")};Pooling=False")
            .Configure(options =>
            {
                (options.AllowHttp, options.AttemptTimeout) = (true, TimeSpan.FromSeconds(3));
                options.Retry = new() { Delays = [TimeSpan.Zero] };
                options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.1/32"));
            });
        configure(builder);
    }

    // A host disposes of its providers; the witness outlives it.
    private sealed class Unowned(Witness witness) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => witness;

        public void Dispose()
        {
        }
    }

    private sealed class LostKeys : ISecretProtector
    {
        public string Protect(string secret) => secret;

        public string Unprotect(string protectedSecret) => throw new CryptographicException("Another key.");
    }
}
