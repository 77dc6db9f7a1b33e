using System.Globalization;
using System.Text;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>How <see cref="SqliteDeliveryStore"/> uses its file.</summary>
/// <remarks><see cref="ToString"/> masks the connection string, which may have a password.</remarks>
public sealed record SqliteStoreOptions
{
    /// <summary>Microsoft.Data.Sqlite's connection string, such as <c>Data Source=webhooks.db</c>. The file may be the application's own.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Whether a commit waits until the disk has it. On: an acknowledged publish survives a power cut. Off (SQLite's
    /// <c>synchronous=NORMAL</c>): it survives a crash of the process, but a power cut may take back the last moments.
    /// </summary>
    public bool SurvivesPowerCut { get; init; } = true;

    /// <summary>How long to wait for a lock that another process, or a transaction of the application, holds on the file: 30 s.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"ConnectionString = ***, SurvivesPowerCut = {SurvivesPowerCut}, LockTimeout = {LockTimeout}");
        return true;
    }
}
