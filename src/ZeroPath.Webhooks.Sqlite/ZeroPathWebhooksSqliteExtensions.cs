using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Sqlite;
using ZeroPath.Webhooks.Storage;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Chooses the SQLite store.</summary>
public static class ZeroPathWebhooksSqliteExtensions
{
    /// <summary>Keeps everything in a SQLite file, which is created if it is not there.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">Such as <c>Data Source=webhooks.db</c>.</param>
    /// <example>
    /// <code>
    /// builder.Services.AddZeroPathWebhooks(builder.Configuration.GetSection("ZeroPathWebhooks"))
    ///     .UseSqliteStore("Data Source=webhooks.db");
    /// </code>
    /// </example>
    public static ZeroPathWebhooksBuilder UseSqliteStore(this ZeroPathWebhooksBuilder builder, string connectionString) =>
        builder.UseSqliteStore(new SqliteStoreOptions { ConnectionString = connectionString });

    /// <summary>Keeps everything in a SQLite file, which is created if it is not there.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">The file and how to use it.</param>
    public static ZeroPathWebhooksBuilder UseSqliteStore(this ZeroPathWebhooksBuilder builder, SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return builder.UseStore(provider => SqliteStore.Create(
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<WorkSignal>(),
            provider.GetRequiredService<ILogger<SqliteStore>>()));
    }
}
