using System.Diagnostics;
using System.Globalization;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>An application in a process of its own, which sends what it finds in its store until it is stopped.</summary>
internal sealed class SenderProcess : IDisposable
{
    private readonly Process _process;

    public SenderProcess(LoadStore store, string source, Uri sink, int concurrency) => _process = Process.Start(
        new ProcessStartInfo(
            Environment.ProcessPath!,
            ["load", "sender", store.Kind, source, $"{sink}", concurrency.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>Its processor time until now.</summary>
    public TimeSpan Processor => ProcessorTime.Of(_process);

    /// <summary>The process itself.</summary>
    public static async Task RunAsync(string store, string source, string sink, string concurrency)
    {
        var most = int.Parse(concurrency, CultureInfo.InvariantCulture);
        using var host = LoadLibrary.Build(new(sink), store, source, configure: options => options.MaxConcurrency = most);
        await host.StartAsync();
        await Console.In.ReadLineAsync();
        await host.StopAsync();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine((process.PeakWorkingSet64 / 1024.0 / 1024.0).ToString(CultureInfo.InvariantCulture));
    }

    /// <returns>The most memory that it held, in MiB.</returns>
    public async Task<double> StopAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync();
        await _process.WaitForExitAsync();
        return double.Parse(answer!, CultureInfo.InvariantCulture);
    }

    public void Dispose() => _process.Dispose();
}
