using System.Globalization;
using System.Text;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The file of the SQLite store, and how it is used.</summary>
/// <remarks><see cref="ToString"/> masks the connection string, which may have a password.</remarks>
public sealed record SqliteStoreOptions
{
    /// <summary>
    /// Microsoft.Data.Sqlite's connection string, such as <c>Data Source=webhooks.db</c>. The file may be the application's own.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>What an acknowledged publish survives: unless set otherwise, a power cut.</summary>
    public SqliteDurability Durability { get; init; } = SqliteDurability.Full;

    /// <summary>
    /// How long to wait for a lock that another process, or a transaction of the application, holds on the file: 30 s; a day at most.
    /// </summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the file is only looked at: it is neither created nor brought up to date, and nothing is written.</summary>
    internal bool IsReadOnly { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"ConnectionString = ***, Durability = {Durability}, LockTimeout = {LockTimeout}");
        return true;
    }
}
