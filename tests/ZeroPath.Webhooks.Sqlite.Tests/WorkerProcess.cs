using System.Collections.Concurrent;
using System.Diagnostics;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>A process of its own that publishes to the file, delivers from it, and says what was acknowledged.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    public WorkerProcess(string connectionString, string url, int count)
    {
        _process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ZeroPath.Webhooks.Worker"), ["sqlite", connectionString, url, $"{count}", "60"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _reading = ReadAsync();
    }

    public ConcurrentQueue<string> Acknowledged { get; } = new();

    public bool HasExited => _process.HasExited;

    /// <summary>Stops it between two instructions, wherever it is.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public async Task<int> EndAsync()
    {
        _process.StandardInput.Close();
        await _reading;
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Acknowledged.Enqueue(line);
        }
    }
}
