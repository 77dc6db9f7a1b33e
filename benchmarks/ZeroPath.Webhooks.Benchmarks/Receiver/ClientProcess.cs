using System.Diagnostics;
using System.Globalization;

namespace ZeroPath.Webhooks.Benchmarks.Receiver;

/// <summary>Runs <see cref="LoadClient"/> in a process of its own, so that its garbage is not the server's.</summary>
internal sealed class ClientProcess : IDisposable
{
    private readonly Process _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["receiver", "client"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    public async Task<Turn> SendAsync(ReceiverServer server, int requests)
    {
        server.Expect(requests);
        var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await _process.StandardInput.WriteLineAsync($"{server.Url} {requests}");
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync();
        await server.HandledAsync();
        return new(
            requests / double.Parse(line ?? throw new InvalidOperationException("The client has ended."), CultureInfo.InvariantCulture),
            requests / Stopwatch.GetElapsedTime(start).TotalSeconds,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / requests);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
