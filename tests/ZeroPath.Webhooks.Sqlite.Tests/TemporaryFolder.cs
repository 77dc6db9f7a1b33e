namespace ZeroPath.Webhooks.Sqlite.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("zeropath-webhooks-").FullName;

    public string File => System.IO.Path.Combine(Path, "webhooks.db");

    public string ConnectionString => $"Data Source={File}";

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
