using FluentAssertions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteMigrationTests : IDisposable
{
    private const string First = """
        CREATE TABLE zeropath_schema (version INTEGER NOT NULL) STRICT;
        INSERT INTO zeropath_schema VALUES (0);
        CREATE TABLE things (name TEXT);
        INSERT INTO things VALUES ('kept');
        """;

    private const string Second = "ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 7";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_step_leads_from_one_version_to_the_next_and_runs_once()
    {
        Migrate(First);
        Versions().Should().Equal(1);

        Migrate(First, Second);
        Migrate(First, Second);

        Versions().Should().Equal(2);
        Ask("SELECT size FROM things WHERE name = 'kept'").Should().Equal(7);
    }

    [Fact]
    public void All_steps_run_on_an_empty_file()
    {
        Migrate(First, Second);

        Versions().Should().Equal(2);
        Ask("SELECT size FROM things").Should().Equal(7);
    }

    [Fact]
    public void A_step_that_fails_leaves_the_version_before_it_and_can_be_run_again()
    {
        this.Invoking(it => it.Migrate(First, Second + "; INSERT INTO nowhere VALUES (1)"))
            .Should().Throw<StoreUnusableException>().WithInnerException<SqliteException>().WithMessage("*nowhere*");

        Versions().Should().Equal(1);
        Ask("SELECT count(*) FROM pragma_table_info('things')").Should().Equal(1);
        Migrate(First, Second);
        Versions().Should().Equal(2);
    }

    private void Migrate(params string[] steps) =>
        new SqliteConnections(
            new()
            {
                ConnectionString = _folder.ConnectionString,
            }, steps, new(TimeProvider.System, NullLogger.Instance)).OpenWriter().Dispose();

    private List<long> Versions() => Ask("SELECT version FROM zeropath_schema");

    private List<long> Ask(string question)
    {
        using var connection = Application.Open(_folder.ConnectionString);
        return connection.Ask<long>(question);
    }
}
