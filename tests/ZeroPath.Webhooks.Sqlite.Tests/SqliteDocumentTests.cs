using FluentAssertions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>The statements that the documents show do what they say.</summary>
public sealed class SqliteDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public async Task What_deletes_a_customers_data_leaves_nothing_of_it_and_all_of_others()
    {
        await using var services = Services();
        await TwoOrganizations.FillAsync(services, Cancellation);
        using var connection = Application.Open(_folder.ConnectionString);

        Execute(connection, DocumentedSql.Of("docs/operations.md")[0]);

        connection.Ask<string>("SELECT DISTINCT organization_id FROM zeropath_event").Should().Equal(TwoOrganizations.Kept);
        connection.Ask<string>("SELECT DISTINCT organization_id FROM zeropath_job").Should().Equal(TwoOrganizations.Kept);
        connection.Ask<long>("SELECT count(*) FROM zeropath_delivery").Should().Equal(2);
        connection.Ask<long>("SELECT count(*) FROM zeropath_attempt").Should().Equal(1);
        connection.Ask<long>("SELECT count(*) FROM zeropath_job_body").Should().Equal(1);
    }

    [Fact]
    public async Task A_received_event_that_is_made_pending_by_hand_is_run_again()
    {
        await using var services = Services();
        var ids = await TwoOrganizations.FillAsync(services, Cancellation);
        using var connection = Application.Open(_folder.ConnectionString);

        Execute(connection, DocumentedSql.Of("docs/receiving.md")[0]);

        var leased = await services.GetRequiredService<IJobStore>().LeaseAsync(
            new(JobKinds.Received, 10, TimeSpan.FromMinutes(1)), Cancellation);
        leased.Select(it => it.Job.Id).Should().BeEquivalentTo(ids);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private ServiceProvider Services() => new ServiceCollection().AddZeroPathWebhooks()
        .UseSqliteStore(_folder.ConnectionString)
        .AddEndpoint(new() { Name = "sink", Url = new("https://sink.example.com/hook") })
        .AddSubscription(new() { EndpointId = "sink" })
        .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => _receiver))
        .Services.BuildServiceProvider();
}
