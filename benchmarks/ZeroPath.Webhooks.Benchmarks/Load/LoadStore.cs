using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Benchmarks.Stores;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>A kind of store, with places to store in: files, or databases of a throw-away server that survives a power cut.</summary>
internal sealed class LoadStore : IAsyncDisposable
{
    public const string Memory = "memory";
    public const string Sqlite = "sqlite";
    public const string PostgreSql = "postgresql";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
    private readonly PostgreSqlCluster? _server;
    private int _sources;

    private LoadStore(string kind, PostgreSqlCluster? server) => (Kind, _server) = (kind, server);

    public string Kind { get; }

    public static async Task<LoadStore> OpenAsync(string kind)
    {
        if (kind != PostgreSql)
        {
            return new(kind, null);
        }

        var server = await PostgreSqlCluster.CreateAsync();
        await server.StartAsync(survivesPowerCut: true);
        return new(kind, server);
    }

    /// <summary>Has an application use a place of this kind.</summary>
    public static void Use(ZeroPathWebhooksBuilder webhooks, string kind, string source) => _ = kind switch
    {
        Memory => webhooks.UseInMemoryStore(keepFinishedEvents: 0),
        Sqlite => webhooks.UseSqliteStore(source),
        _ => webhooks.UsePostgreSqlStore(source),
    };

    /// <returns>The connection string of a new, empty place.</returns>
    public async Task<string> CreateAsync()
    {
        var name = $"load_{++_sources}";
        return Kind switch
        {
            Memory => "",
            Sqlite => $"Data Source={Path.Combine(_folder.FullName, $"{name}.db")}",
            _ => await _server!.CreateDatabaseAsync(name),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
