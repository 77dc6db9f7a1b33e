using Npgsql;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>
/// The server of a test run: what the environment variable ZEROPATH_TEST_POSTGRES connects to (a superuser), or else a private cluster of
/// the PostgreSQL that is installed. Without either, the tests are skipped.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private PostgreSqlCluster? _cluster;
    private NpgsqlDataSource? _dataSource;

    public NpgsqlDataSource DataSource
    {
        get
        {
            Assert.SkipWhen(_dataSource is null, PostgreSqlCluster.HowToInstall);
            return _dataSource;
        }
    }

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("ZEROPATH_TEST_POSTGRES") is { Length: > 0 } given)
        {
            ConnectionString = given;
        }
        else if (PostgreSqlCluster.IsInstalled)
        {
            _cluster = await PostgreSqlCluster.CreateAsync();
            await _cluster.StartAsync();
            ConnectionString = _cluster.ConnectionString;
        }
        else
        {
            return;
        }

        _dataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await (_dataSource?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
