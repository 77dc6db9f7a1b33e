using DotNet.Testcontainers.Builders;
using Npgsql;
using Testcontainers.PostgreSql;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>
/// The server of a test run: what the environment variable ZEROPATH_TEST_POSTGRES connects to (a superuser), or else a private cluster of
/// the PostgreSQL that is installed, or else a container where Docker answers. Without any of them, the tests are skipped.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private PostgreSqlCluster? _cluster;
    private PostgreSqlContainer? _container;
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
        else if (await TryStartContainerAsync() is { } container)
        {
            _container = container;
            ConnectionString = container.GetConnectionString();
        }
        else
        {
            return;
        }

        // As the store's own connections are, where it is given a connection string.
        _dataSource = NpgsqlDataSource.Create($"Max Auto Prepare=50;No Reset On Close=true;{ConnectionString}");
    }

    public async ValueTask DisposeAsync()
    {
        await (_dataSource?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_container?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static async Task<PostgreSqlContainer?> TryStartContainerAsync()
    {
        try
        {
            var container = new PostgreSqlBuilder("postgres:15").Build();
            await container.StartAsync();
            return container;
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
