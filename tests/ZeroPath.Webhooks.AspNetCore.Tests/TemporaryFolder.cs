namespace ZeroPath.Webhooks.AspNetCore.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("zeropath-webhooks-").FullName;

    public string Store => System.IO.Path.Combine(Path, "webhooks.db");

    public string ConnectionString => $"Data Source={Store}";

    public DirectoryInfo KeyRing => Directory.CreateDirectory(System.IO.Path.Combine(Path, "keys"));

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
