using FluentAssertions;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class EncodingTests(PostgreSqlServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("LATIN1")]
    [InlineData("SQL_ASCII")]
    public async Task A_database_that_does_not_hold_all_texts_is_refused_at_the_start(string encoding)
    {
        await using var harness = new PostgreSqlHarness(server);
        var database = $"test_{Guid.NewGuid():N}";
        await harness.ExecuteAsync($"CREATE DATABASE {database} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        try
        {
            await using var source = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database, Pooling = false }.ConnectionString);
            using var store = harness.NewStore(source);

            var starting = () => store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation).AsTask();

            (await starting.Should().ThrowAsync<StoreUnusableException>()).WithMessage($"*{database}*{encoding}*ENCODING 'UTF8'*");
        }
        finally
        {
            await harness.ExecuteAsync($"DROP DATABASE {database}");
        }
    }
}
