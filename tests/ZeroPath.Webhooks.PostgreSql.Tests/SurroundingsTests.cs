using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>What the host's connection string, and others in the database, do to the store.</summary>
public sealed class SurroundingsTests(PostgreSqlServer server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_that_the_server_ended_while_it_was_idle_is_renewed()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var dataSource = Connect(builder => (builder.ApplicationName, builder.Options) =
            (harness.Schema[..20], "-c idle_session_timeout=500"));
        using var store = harness.NewStore(dataSource);
        for (var i = 0; i < 5; i++)
        {
            // Several at once, so that several sessions wait in the pool.
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation).AsTask()));
            await store.Deliveries.RecordAsync([], Cancellation);
            await Wait.UntilAsync(
                async () => await harness.AskAsync<long>(
                    $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{harness.Schema[..20]}'") == 0,
                "the server has ended all sessions");
        }

        await store.Deliveries.Awaiting(it => it.NextDueAsync(LeaseRequest.Any, Cancellation).AsTask()).Should().NotThrowAsync();
    }

    [Fact]
    public async Task A_slim_data_source_without_arrays_is_told_at_the_start()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var slim = new NpgsqlSlimDataSourceBuilder(server.ConnectionString).Build();
        await using var node = new Node(slim, harness.Schema, new());

        await node.Awaiting(it => it.StartAsync()).Should().ThrowAsync<StoreUnusableException>().WithMessage("*arrays*EnableArrays()*");
    }

    [Fact]
    public async Task A_slim_data_source_with_arrays_is_enough()
    {
        await using var harness = new PostgreSqlHarness(server);
        var builder = new NpgsqlSlimDataSourceBuilder(server.ConnectionString);
        builder.EnableArrays();
        await using var slim = builder.Build();
        var receiver = new Receiver();
        await using var node = await Node.StartAsync(slim, harness.Schema, receiver);

        await receiver.ReceivesAsync(await node.PublishAsync(3));
    }

    [Theory]
    [InlineData("SELECT")]
    [InlineData("SELECT, INSERT, UPDATE")]
    public async Task A_user_who_may_not_write_is_told_at_the_start(string rights)
    {
        await using var harness = new PostgreSqlHarness(server);
        await harness.Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        var user = $"reader_{harness.Schema}";
        await harness.ExecuteAsync(
            $"""
            CREATE ROLE {user} LOGIN; GRANT USAGE ON SCHEMA {harness.Schema} TO {user};
            GRANT {rights} ON ALL TABLES IN SCHEMA {harness.Schema} TO {user}
            """);
        await using var dataSource = Connect(builder => builder.Username = user);
        await using (var node = new Node(dataSource, harness.Schema, new()))
        {
            await node.Awaiting(it => it.StartAsync()).Should().ThrowAsync<StoreUnusableException>()
                .WithMessage("*may not read and write these tables*delivery*pending*GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES*");
        }

        await harness.ExecuteAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_that_can_only_be_read_is_told_at_the_start(bool hasSchema)
    {
        await using var harness = new PostgreSqlHarness(server);
        if (hasSchema)
        {
            await harness.Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        }

        await using var dataSource = Connect(builder => builder.Options = "-c default_transaction_read_only=on");
        await using var node = new Node(dataSource, harness.Schema, new());

        await node.Awaiting(it => it.StartAsync()).Should().ThrowAsync<StoreUnusableException>()
            .WithMessage("*cannot be used*Connect to one that can be written*");
    }

    [Fact]
    public async Task A_store_that_can_only_be_read_is_not_healthy_and_works_as_soon_as_it_can_be_written()
    {
        await using var harness = new PostgreSqlHarness(server);
        var user = $"writer_{harness.Schema}";
        await harness.ExecuteAsync($"CREATE ROLE {user} LOGIN SUPERUSER");
        await using var dataSource = Connect(builder => builder.Username = user);
        var receiver = new Receiver();
        await using (var node = await Node.StartAsync(dataSource, harness.Schema, receiver))
        {
            var published = await node.PublishAsync(1);
            await harness.ExecuteAsync(
                $"""
                ALTER ROLE {user} SET default_transaction_read_only = on;
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = left('{user}', 63)
                """);

            var health = node.Services.GetRequiredService<WebhookHealth>();
            await Wait.UntilAsync(
                async () => (await health.CheckStoreAsync(Cancellation)).Failure is PostgresException { SqlState: "25006" },
                "health says that the store can only be read");
            await node.Awaiting(it => it.PublishAsync(1)).Should().ThrowAsync<WebhookStoreException>()
                .Where(it => ((PostgresException)it.InnerException!).SqlState == "25006");
            await harness.ExecuteAsync($"ALTER ROLE {user} RESET default_transaction_read_only");

            (await health.CheckStoreAsync(Cancellation)).Failure.Should().BeNull("sessions of before are renewed");
            await receiver.ReceivesAsync([.. published, .. await node.PublishAsync(3)]);
        }

        await harness.ExecuteAsync($"DROP OWNED BY {user} CASCADE; DROP ROLE {user}");
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_answers_holds_up_neither_the_start_nor_a_publish()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        await using var dataSource = StartAndConnect(silent);
        await using var node = new Node(
            dataSource, "unused", new(),
            services => services.Configure<ZeroPathWebhooksOptions>(options => options.StoreTimeout = TimeSpan.FromMilliseconds(300)));

        await node.StartAsync().WaitAsync(Patience, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            node.Awaiting(it => it.PublishAsync(1)).Should().ThrowAsync<WebhookStoreException>().WithMessage("*StoreTimeout*")))
            .WaitAsync(Patience, Cancellation);

        (await node.Services.GetRequiredService<WebhookHealth>().CheckStoreAsync(Cancellation)).IsReachable.Should().BeFalse();
        silent.Stop();
    }

    [Fact]
    public async Task Who_disposes_of_the_store_as_soon_as_the_server_is_gone_waits_for_nobody_who_waits_for_the_same()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        await using var dataSource = StartAndConnect(silent);
        var database = new PostgreSqlDatabase(dataSource, "unused", ["SELECT 1"]);
        var (one, other) = (database.PrepareAsync(Cancellation).AsTask(), database.PrepareAsync(Cancellation).AsTask());

        // In the place of a store's Dispose, which waits for what is under way.
        var waiting = one.ContinueWith(
            _ => ((IAsyncResult)other).AsyncWaitHandle.WaitOne(Patience),
            Cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        silent.Stop();

        (await waiting).Should().BeTrue();
    }

    [Fact]
    public async Task A_session_that_holds_an_old_snapshot_is_told()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var application = Connect(builder => builder.ApplicationName = "forgetful");
        await using var connection = await application.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation);
        await using var command = new NpgsqlCommand("SELECT 1", connection, transaction);
        await command.ExecuteScalarAsync(Cancellation);
        var log = new FakeLogger<PostgreSqlListener>();
        var watch = new PostgreSqlSnapshotWatch(
            new(harness.DataSource, harness.Schema, ["SELECT 1"]), TimeSpan.Zero, TimeProvider.System, log);
        using var stop = new CancellationTokenSource();

        var running = watch.RunAsync(stop.Token);

        await Wait.UntilAsync(() => log.Collector.Count > 0, "it is told");
        await stop.CancelAsync();
        await running;
        log.LatestRecord.Message.Should().Match("*session * has had a transaction open for*leases take longer*");
    }

    private static NpgsqlDataSource StartAndConnect(TcpListener silent)
    {
        silent.Start();
        return NpgsqlDataSource.Create(
            $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=nobody;Database=none;Timeout=600;SSL Mode=Disable");
    }

    private NpgsqlDataSource Connect(Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        change(builder);
        return NpgsqlDataSource.Create(builder.ConnectionString);
    }
}
