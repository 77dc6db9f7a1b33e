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

    [Fact]
    public void A_file_of_another_version_that_is_only_looked_at_is_told_and_stays_as_it_is()
    {
        Migrate(First);
        ShouldBeRefused(
            $"The SQLite file '{_folder.File}' has version 1 of the schema; * ZeroPath.Webhooks.Sqlite knows 2. Look with the version that "
            + "the application has, or start a newer version of the application*",
            First, Second);
        Versions().Should().Equal(1);

        Migrate(First, Second);
        ShouldBeRefused(
            $"The SQLite file '{_folder.File}' has version 2 of the schema; * ZeroPath.Webhooks.Sqlite knows 1. Look with a newer version*",
            First);
        Versions().Should().Equal(2);
        Connections(isReadOnly: true, First, Second).OpenReader().Dispose();
    }

    private void ShouldBeRefused(string message, params string[] steps) => Connections(isReadOnly: true, steps)
        .Invoking(it => it.OpenReader()).Should().Throw<StoreUnusableException>().WithMessage(message);

    private void Migrate(params string[] steps) => Connections(isReadOnly: false, steps).OpenWriter().Dispose();

    private SqliteConnections Connections(bool isReadOnly, params string[] steps) => new(
        new() { ConnectionString = _folder.ConnectionString, IsReadOnly = isReadOnly },
        steps,
        new(TimeProvider.System, NullLogger.Instance));

    private List<long> Versions() => Ask("SELECT version FROM zeropath_schema");

    private List<long> Ask(string question)
    {
        using var connection = Application.Open(_folder.ConnectionString);
        return connection.Ask<long>(question);
    }
}
