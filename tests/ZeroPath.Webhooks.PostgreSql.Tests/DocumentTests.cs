using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>The statements that the documents show do what they say.</summary>
public sealed class DocumentTests(PostgreSqlServer server) : IDisposable
{
    private readonly Receiver _receiver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task What_deletes_a_customers_data_leaves_nothing_of_it_and_all_of_others()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var services = Services(harness, harness.DataSource);
        await TwoOrganizations.FillAsync(services, Cancellation);

        await harness.ExecuteAsync(In(harness, DocumentedSql.Of("docs/operations.md")[1]));

        (await harness.AskAsync<string>($"SELECT string_agg(DISTINCT organization_id, ',') FROM {harness.Schema}.event"))
            .Should().Be(TwoOrganizations.Kept);
        (await harness.AskAsync<string>($"SELECT string_agg(organization_id, ',') FROM {harness.Schema}.job"))
            .Should().Be(TwoOrganizations.Kept);
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.delivery")).Should().Be(2);
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.pending")).Should().Be(1);
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.attempt")).Should().Be(1);
    }

    [Fact]
    public async Task A_received_event_that_is_made_pending_by_hand_is_run_again()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var services = Services(harness, harness.DataSource);
        var ids = await TwoOrganizations.FillAsync(services, Cancellation);

        await harness.ExecuteAsync(In(harness, DocumentedSql.Of("docs/receiving.md")[1]));

        var leased = await services.GetRequiredService<IJobStore>().LeaseAsync(
            new(JobKinds.Received, 10, TimeSpan.FromMinutes(1)), Cancellation);
        leased.Select(it => it.Job.Id).Should().BeEquivalentTo(ids);
    }

    [Fact]
    public async Task A_schema_that_an_administrator_applied_serves_a_user_who_may_create_nothing()
    {
        await using var harness = new PostgreSqlHarness(server);
        var user = $"user_{harness.Schema}";
        await harness.ExecuteAsync($"CREATE ROLE {user} LOGIN");
        var (before, after) = (DocumentedSql.Of("docs/stores.md")[1], DocumentedSql.Of("docs/stores.md")[2]);
        var schema = DocumentedSql.Read("src/ZeroPath.Webhooks.PostgreSql/Migrations/1.sql");
        await harness.ExecuteAsync(In(harness, $"{before}\n{schema}\n{after}\nRESET search_path;").Replace("the_user", user));
        await using var dataSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = user }.ConnectionString);
        await using (var services = Services(harness, dataSource))
        {
            await TwoOrganizations.FillAsync(services, Cancellation);
            var registry = services.GetRequiredService<WebhookRegistry>();
            await registry.AddEndpointAsync(
                new() { Name = "Chat", Url = new("https://chat.example.com/hook") }, cancellationToken: Cancellation);
            var operations = services.GetRequiredService<IDeliveryOperations>();

            (await operations.RedeliverAsync(new() { State = DeliveryState.Succeeded }, 10, Cancellation)).Should().Be(2);
            (await services.GetRequiredService<WebhookHealth>().CheckStoreAsync(Cancellation)).Failure.Should().BeNull();
        }

        await harness.ExecuteAsync($"DROP OWNED BY {user} CASCADE; DROP ROLE {user}");
    }

    private static string In(PostgreSqlHarness harness, string sql) => sql.Replace("zeropath_webhooks", harness.Schema);

    private ServiceProvider Services(PostgreSqlHarness harness, NpgsqlDataSource dataSource) => new ServiceCollection()
        .AddZeroPathWebhooks()
        .UsePostgreSqlStore(dataSource, harness.Schema)
        .AddEndpoint(new() { Name = "sink", Url = new("https://sink.example.com/hook") })
        .AddSubscription(new() { EndpointId = "sink" })
        .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => _receiver))
        .Services.BuildServiceProvider();
}
