using System.Net;
using System.Reflection;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Health;

public sealed class HealthCheckTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_web_application_is_live_and_ready_not_ready_while_its_store_is_unusable_and_ready_again()
    {
        await using var app = await StartAsync();
        await UntilAsync(app, "/ready", HttpStatusCode.OK);
        (await GetAsync(app, "/live")).Should().Be((HttpStatusCode.OK, "Healthy"));

        Execute("ALTER TABLE zeropath_delivery RENAME TO taken_away");

        await UntilAsync(app, "/ready", HttpStatusCode.ServiceUnavailable);
        (await GetAsync(app, "/live")).Should().Be((HttpStatusCode.OK, "Healthy"), "to restart the process would not help");

        Execute("ALTER TABLE taken_away RENAME TO zeropath_delivery");

        await UntilAsync(app, "/ready", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_store_that_can_be_read_but_not_worked_with_is_not_ready_until_it_can_be()
    {
        await using var app = await StartAsync();
        await UntilAsync(app, "/ready", HttpStatusCode.OK);

        using (var connection = Open())
        {
            using var transaction = connection.BeginTransaction(deferred: false);

            await UntilAsync(app, "/ready", HttpStatusCode.ServiceUnavailable);
            (await CheckAsync(app.Services, "ready")).Description.Should().Contain("cannot be used").And.Contain("SqliteException");
        }

        await UntilAsync(app, "/ready", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_running_pump_it_is_not_live()
    {
        await using var services = Services().BuildServiceProvider();

        (await CheckAsync(services, "live")).Should().Match<HealthReportEntry>(entry =>
            entry.Status == HealthStatus.Unhealthy && entry.Description!.Contains("has not started"));
    }

    [Fact]
    public async Task A_host_that_stopped_is_not_live()
    {
        await using var app = await StartAsync();
        await app.StopAsync(Token);

        (await CheckAsync(app.Services, "live")).Status.Should().Be(HealthStatus.Unhealthy);
    }

    [Theory]
    [InlineData(60, HealthStatus.Healthy)]
    [InlineData(61, HealthStatus.Degraded)]
    public async Task Readiness_is_degraded_when_a_delivery_waits_too_long(int seconds, HealthStatus status)
    {
        var clock = new FakeTimeProvider();
        var collection = Services(TimeSpan.FromSeconds(60));
        collection.AddSingleton<TimeProvider>(clock);
        await using var services = collection.BuildServiceProvider();
        await services.GetRequiredService<IWebhookPublisher>()
            .PublishAsync(EventCatalog.All[0].CreateSample().Event, cancellationToken: Token);

        clock.Advance(TimeSpan.FromSeconds(seconds));

        (await CheckAsync(services, "ready")).Status.Should().Be(status);
    }

    [Theory]
    [InlineData(299, HealthStatus.Healthy)]
    [InlineData(301, HealthStatus.Degraded)]
    public async Task An_event_whose_handler_no_node_has_is_told_of(int seconds, HealthStatus status)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        var collection = Services();
        collection.AddSingleton<TimeProvider>(clock);
        await using var services = collection.BuildServiceProvider();
        await services.GetRequiredService<WebhookStore>().Jobs.AddAsync(
            [new() { Id = "job_1", Kind = JobKinds.Received, Handler = "Gone", Body = default, CreatedAt = clock.GetUtcNow() }], null,
            Token);

        clock.Advance(TimeSpan.FromSeconds(seconds));

        var entry = await CheckAsync(services, "ready");
        (entry.Status, entry.Description!.Contains("'Gone'")).Should().Be((status, status == HealthStatus.Degraded));
    }

    [Fact]
    public async Task No_message_has_what_a_driver_may_give_away()
    {
        var collection = Services();
        collection.AddSingleton(DispatchProxy.Create<IDeliveryReader, Refusing>());
        await using var services = collection.BuildServiceProvider();

        var entry = await CheckAsync(services, "ready");

        entry.Status.Should().Be(HealthStatus.Unhealthy);
        entry.Description.Should().Contain("cannot be used").And.Contain(nameof(InvalidOperationException)).And.NotContain("canary");
    }

    [Fact]
    public async Task A_backlog_may_be_of_any_length_but_not_negative()
    {
        await using var services = Services(TimeSpan.MaxValue).BuildServiceProvider();

        (await CheckAsync(services, "ready")).Status.Should().Be(HealthStatus.Healthy);
        this.Invoking(_ => Services(TimeSpan.FromTicks(-1)))
            .Should().Throw<ArgumentOutOfRangeException>().WithParameterName("longestBacklog");
    }

    [Fact]
    public async Task Health_checks_of_nothing_say_which_call_is_missing()
    {
        var collection = new ServiceCollection().AddLogging();
        collection.AddHealthChecks().AddZeroPathWebhooks();
        await using var services = collection.BuildServiceProvider();

        var check = () => services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        await check.Should().ThrowAsync<InvalidOperationException>().WithMessage("*call services.AddZeroPathWebhooks()*");
    }

    private static ServiceCollection Services(TimeSpan? longestBacklog = null)
    {
        var services = new ServiceCollection();
        services.AddHealthChecks().AddZeroPathWebhooks(longestBacklog);
        services.AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "sink", Url = new("https://sink.example.com/hook") })
            .AddSubscription(new() { EndpointId = "sink" });
        return services;
    }

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider services, string tag) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains(tag), Token))
            .Entries.Values.Single();

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(WebApplication app, string path)
    {
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var response = await client.GetAsync(new Uri(new Uri(app.Urls.First()), path), Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private static async Task UntilAsync(WebApplication app, string path, HttpStatusCode status)
    {
        var start = TimeProvider.System.GetTimestamp();
        while ((await GetAsync(app, path)).Status != status)
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(Patience, "{0} should become {1}", path, status);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddHealthChecks().AddZeroPathWebhooks();
        builder.Services.AddZeroPathWebhooks()
            .UseSqliteStore(
                new Sqlite.SqliteStoreOptions { ConnectionString = _folder.ConnectionString, LockTimeout = TimeSpan.FromMilliseconds(100) })
            .Configure(options => options.PollInterval = TimeSpan.FromMilliseconds(200));
        var app = builder.Build();
        app.MapHealthChecks("/live", new() { Predicate = check => check.Tags.Contains("live") });
        app.MapHealthChecks("/ready", new() { Predicate = check => check.Tags.Contains("ready") });
        await app.StartAsync(Token);
        return app;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_folder.ConnectionString);
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>A driver that says too much.</summary>
#pragma warning disable CA1852 // A proxy derives from it.
    private class Refusing : DispatchProxy
#pragma warning restore CA1852
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            throw new InvalidOperationException("Host=db;Password=canary was refused.");
    }
}
