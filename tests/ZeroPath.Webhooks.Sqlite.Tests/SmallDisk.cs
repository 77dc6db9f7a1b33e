using System.Diagnostics;
using Xunit;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>A file system of its own, so small that it is full soon. Skips the test where mounting is not allowed.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk(string size)
    {
        if (!OperatingSystem.IsLinux() || !Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", _folder.Path))
        {
            _folder.Dispose();
            Assert.Skip("It fills a small file system, and mounting one is not allowed here. Run as root on Linux.");
        }
    }

    public string ConnectionString => _folder.ConnectionString;

    /// <summary>Takes up space until it is deleted.</summary>
    public string Filler => Path.Combine(_folder.Path, "filler");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Run("umount", "--lazy", _folder.Path);
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
