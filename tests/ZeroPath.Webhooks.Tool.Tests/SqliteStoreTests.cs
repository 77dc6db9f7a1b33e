using FluentAssertions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Tool.Tests;

public sealed class SqliteStoreTests : StoreSuite
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");

    private protected override string[] Store => ["--store", Path.Combine(_folder.FullName, "webhooks.db")];

    [Fact]
    public async Task A_file_that_is_no_store_and_one_that_is_not_there_stay_as_they_are()
    {
        var other = Path.Combine(_folder.FullName, "other.db");
        await using (var connection = new SqliteConnection($"Data Source={other};Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE mine (id)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var before = await File.ReadAllBytesAsync(other, TestContext.Current.CancellationToken);
        foreach (var arguments in new[] { "status", "redeliver --state failed --yes" })
        {
            var (code, text) = await ToolProcess.RunAsync(["store", .. arguments.Split(' '), "--store", other]);
            code.Should().Be(3);
            text.Should().Contain($"The SQLite file '{other}' holds no store of this library");
        }

        (await File.ReadAllBytesAsync(other, TestContext.Current.CancellationToken)).Should().Equal(before);
        var missing = Path.Combine(_folder.FullName, "missing.db");
        (await ToolProcess.RunAsync("store", "status", "--store", $"Data Source={missing}")).Code.Should().Be(3);
        File.Exists(missing).Should().BeFalse();
    }

    private protected override Task<StoreNode> CreateAsync(Receiver receiver) =>
        Task.FromResult<StoreNode>(new Node(receiver, $"Data Source={Store[1]}"));

    private protected override async Task WriteVersionAsync(int version)
    {
        await using var connection = new SqliteConnection($"Data Source={Store[1]};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE zeropath_schema SET version = {version}";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private protected override Task RemoveAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private sealed class Node(Receiver receiver, string connectionString)
        : StoreNode(receiver, webhooks => webhooks.UseSqliteStore(connectionString).Configure(LookOften));
}
