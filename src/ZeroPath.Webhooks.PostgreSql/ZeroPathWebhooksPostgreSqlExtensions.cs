using Microsoft.Extensions.Logging;
using Npgsql;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.PostgreSql;
using ZeroPath.Webhooks.Storage;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Chooses the PostgreSQL store.</summary>
public static class ZeroPathWebhooksPostgreSqlExtensions
{
    /// <summary>The schema's name if none is given.</summary>
    public const string DefaultSchema = "zeropath_webhooks";

    /// <summary>
    /// What goes before the user's connection string, which counts where it says otherwise. The connections are the store's alone: its
    /// statements come again and again, and leave nothing behind that would have to be reset.
    /// </summary>
    private const string OwnConnections = "Max Auto Prepare=50;No Reset On Close=true;";

    /// <summary>Keeps everything in a schema of its own in a PostgreSQL database, which any number of nodes may share.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="dataSource">
    /// The database; null takes the <see cref="NpgsqlDataSource"/> among the services. The store uses up to six connections at once. If the
    /// pool has eight or more, it uses one more, to be told of other nodes' work.
    /// </param>
    /// <param name="schema">The schema's name: it is created if it is not there, and nothing else may be in it.</param>
    public static ZeroPathWebhooksBuilder UsePostgreSqlStore(
        this ZeroPathWebhooksBuilder builder, NpgsqlDataSource? dataSource = null, string schema = DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(
            provider => dataSource ?? provider.GetService<NpgsqlDataSource>() ?? throw new StoreUnusableException(
                "There is no NpgsqlDataSource among the services. Register one, or give UsePostgreSqlStore a connection string."),
            schema);
    }

    /// <summary>Keeps everything in a schema of its own in a PostgreSQL database, which any number of nodes may share.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">
    /// Npgsql's, such as <c>Host=localhost;Database=app;Username=app;Password=…</c>. Unless it says otherwise, statements are prepared
    /// (<c>Max Auto Prepare=50</c>), and connections are not reset (<c>No Reset On Close=true</c>).
    /// </param>
    /// <param name="schema">The schema's name: it is created if it is not there, and nothing else may be in it.</param>
    /// <example>
    /// <code>
    /// builder.Services.AddZeroPathWebhooks().UsePostgreSqlStore("Host=localhost;Database=app;Username=app;Password=…");
    /// </code>
    /// </example>
    public static ZeroPathWebhooksBuilder UsePostgreSqlStore(
        this ZeroPathWebhooksBuilder builder, string connectionString, string schema = DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddKeyedSingleton(typeof(PostgreSqlStore), (_, _) => Connect(connectionString));
        return builder.Use(provider => provider.GetRequiredKeyedService<NpgsqlDataSource>(typeof(PostgreSqlStore)), schema);
    }

    private static ZeroPathWebhooksBuilder Use(
        this ZeroPathWebhooksBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, string schema) =>
        builder.UseStore(provider => PostgreSqlStore.Create(
            dataSource(provider),
            schema,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<WorkSignal>(),
            provider.GetRequiredService<ILogger<PostgreSqlListener>>()));

    private static NpgsqlDataSource Connect(string connectionString)
    {
        try
        {
            return NpgsqlDataSource.Create(OwnConnections + connectionString);
        }
        catch (ArgumentException e)
        {
            throw new StoreUnusableException(
                $"The connection string is not one of Npgsql: {e.Message} "
                + "Write one such as 'Host=localhost;Database=app;Username=app;Password=…'.",
                e);
        }
    }
}
