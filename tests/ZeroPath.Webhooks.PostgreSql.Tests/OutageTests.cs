using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public sealed class OutageTests(PostgreSqlServer server)
{
    private const string Schema = ZeroPathWebhooksPostgreSqlExtensions.DefaultSchema;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_backends_are_killed_work_goes_on_and_nothing_acknowledged_is_lost()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        await using var dataSource = NpgsqlDataSource.Create($"{server.ConnectionString};Application Name={harness.Schema}");
        await using var node = await Node.StartAsync(dataSource, harness.Schema, receiver, WithHealthChecks);
        var publishing = node.PublishStubbornlyAsync(1000);

        for (var i = 1; i <= 5; i++)
        {
            await Wait.UntilAsync(() => publishing.IsCompleted || receiver.Requests.Count >= i * 50, "work is under way");
            await KillBackendsAsync();
        }

        await HealthBecomesAsync(node, HealthStatus.Unhealthy, KillBackendsAsync);
        await AllIsSentAsync(node, receiver, await publishing);

        Task KillBackendsAsync() => harness.AskAsync<object>(
            $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = left('{harness.Schema}', 63)");
    }

    [Fact]
    public async Task When_the_server_restarts_work_goes_on_and_nothing_acknowledged_is_lost()
    {
        await using var cluster = await CreateClusterAsync();
        await cluster.StartAsync();
        var receiver = new Receiver();
        await using var dataSource = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var node = await Node.StartAsync(dataSource, Schema, receiver, WithHealthChecks);
        var publishing = node.PublishStubbornlyAsync(500);
        await Wait.UntilAsync(() => receiver.Requests.Count >= 50, "work is under way");

        await cluster.StopAsync();
        await HealthBecomesAsync(node, HealthStatus.Unhealthy);
        await cluster.StartAsync();

        await AllIsSentAsync(node, receiver, await publishing);
    }

    [Fact]
    public async Task A_host_starts_without_the_server_and_works_when_it_comes()
    {
        await using var cluster = await CreateClusterAsync();
        var receiver = new Receiver();
        await using var dataSource = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var node = await Node.StartAsync(dataSource, Schema, receiver, WithHealthChecks);
        await node.Publisher.Awaiting(it => it.PublishAsync(Node.Event, cancellationToken: Cancellation))
            .Should().ThrowAsync<WebhookStoreException>().Where(it => it.InnerException is NpgsqlException);
        await HealthBecomesAsync(node, HealthStatus.Unhealthy);

        await cluster.StartAsync();

        await AllIsSentAsync(node, receiver, await node.PublishStubbornlyAsync(10));
    }

    [Fact]
    public async Task An_exhausted_pool_fails_publishes_until_it_is_not()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        await using var dataSource = NpgsqlDataSource.Create($"{server.ConnectionString};Maximum Pool Size=2;Timeout=1");
        await using var node = await Node.StartAsync(dataSource, harness.Schema, receiver, WithHealthChecks);
        var first = await node.PublishStubbornlyAsync(1);
        await receiver.ReceivesAsync(first);

        await using (await OpenStubbornlyAsync(dataSource))
        await using (await OpenStubbornlyAsync(dataSource))
        {
            await node.Publisher.Awaiting(it => it.PublishAsync(Node.Event, cancellationToken: Cancellation))
                .Should().ThrowAsync<WebhookStoreException>().Where(it => it.InnerException is NpgsqlException);
            await HealthBecomesAsync(node, HealthStatus.Unhealthy);
        }

        await AllIsSentAsync(node, receiver, [.. first, .. await node.PublishStubbornlyAsync(10)]);
    }

    private static void WithHealthChecks(IServiceCollection services) => services.AddHealthChecks().AddZeroPathWebhooks();

    /// <summary>The store is ready or not; the host is live all the time.</summary>
    private static Task HealthBecomesAsync(Node node, HealthStatus readiness, Func<Task>? before = null) => Wait.UntilAsync(
        async () =>
        {
            await (before?.Invoke() ?? Task.CompletedTask);
            var report = await node.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
            report.Entries["zeropath-webhooks-live"].Status.Should().Be(HealthStatus.Healthy);
            return report.Entries["zeropath-webhooks-ready"].Status == readiness;
        },
        $"the host is {readiness}");

    private static async Task<PostgreSqlCluster> CreateClusterAsync()
    {
        Assert.SkipUnless(PostgreSqlCluster.IsInstalled, PostgreSqlCluster.HowToInstall);
        return await PostgreSqlCluster.CreateAsync();
    }

    private static async Task<NpgsqlConnection> OpenStubbornlyAsync(NpgsqlDataSource dataSource)
    {
        while (true)
        {
            try
            {
                return await dataSource.OpenConnectionAsync(Cancellation);
            }
            catch (NpgsqlException)
            {
                // The node has it for a moment.
            }
        }
    }

    private static async Task AllIsSentAsync(Node node, Receiver receiver, string[] published)
    {
        await receiver.ReceivesAsync(published);
        await Wait.UntilAsync(
            async () => await node.Store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation) is null, "all results are recorded");
        var failed = await node.Store.Reader.ListDeliveriesAsync(new() { State = DeliveryState.Failed }, new PageRequest(), Cancellation);
        failed.Items.Should().BeEmpty();
        receiver.Requests.Count.Should().BeLessThan(published.Length + 200, "only what was under way is sent again");
        await HealthBecomesAsync(node, HealthStatus.Healthy);
    }
}
