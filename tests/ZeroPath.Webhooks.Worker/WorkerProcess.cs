using System.Collections.Concurrent;
using System.Diagnostics;

namespace ZeroPath.Webhooks.Worker;

/// <summary>A process of its own that publishes to a store, delivers from it, and says what was acknowledged.</summary>
public sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    /// <param name="kind"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="connectionString">Of the store.</param>
    /// <param name="url">Where it delivers to.</param>
    /// <param name="count">How many events it publishes.</param>
    /// <param name="lease">For how many seconds it leases.</param>
    public WorkerProcess(string kind, string connectionString, string url, int count, int lease = 60)
    {
        _process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ZeroPath.Webhooks.Worker"), [kind, connectionString, url, $"{count}", $"{lease}"])
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

    /// <summary>Without warning. What it had said is still read.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _reading;
        await _process.WaitForExitAsync();
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
            // The last line may be half of one.
            if (line.Length == "evt_".Length + 32)
            {
                Acknowledged.Enqueue(line);
            }
        }
    }
}
