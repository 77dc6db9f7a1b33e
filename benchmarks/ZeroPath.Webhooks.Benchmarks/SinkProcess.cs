using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;

namespace ZeroPath.Webhooks.Benchmarks.Fairness;

/// <summary>
/// A process with the endpoint that answers and those that are bad, so that what they cost is not the sender's. It knows when each event
/// for the first one arrived; its clock is the machine's.
/// </summary>
internal sealed class SinkProcess : IDisposable
{
    private readonly Process _process;

    private SinkProcess(string bad) => _process = Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["fairness", "sink", bad])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    public Uri Well { get; private set; } = null!;

    public Uri Bad { get; private set; } = null!;

    /// <param name="bad">What the bad ones do: <c>hanging300</c>, <c>slow300</c> or <c>gone2000</c>.</param>
    public static async Task<SinkProcess> StartAsync(string bad)
    {
        var started = new SinkProcess(bad);
        started.Well = new(await started.ReadAsync());
        started.Bad = new(await started.ReadAsync());
        return started;
    }

    /// <summary>The process itself: answers each line with the latencies since the last, in milliseconds.</summary>
    public static async Task ServeAsync(string bad)
    {
        var latencies = new List<double>();
        using var well = new LoopbackSink(Arrived);
        using var others = new LoopbackSink
        {
            Hangs = bad == "hanging300",
            Answer = bad == "gone2000" ? LoopbackSink.Gone : well.Answer,
            Delay = bad == "slow300" ? TimeSpan.FromSeconds(5) : default,
        };
        Console.WriteLine(well.Url);
        Console.WriteLine(others.Url);
        while (await Console.In.ReadLineAsync() is not null)
        {
            lock (latencies)
            {
                Console.WriteLine(string.Join(' ', latencies.Select(latency => latency.ToString("F2", CultureInfo.InvariantCulture))));
                latencies.Clear();
            }
        }

        void Arrived(ReadOnlySpan<byte> request)
        {
            var mark = request.IndexOf("\"at "u8);
            if (mark >= 0 && Utf8Parser.TryParse(request[(mark + 4)..], out long made, out _))
            {
                lock (latencies)
                {
                    latencies.Add(Stopwatch.GetElapsedTime(made).TotalMilliseconds);
                }
            }
        }
    }

    /// <returns>The latencies of what has arrived since the last call, in milliseconds.</returns>
    public async Task<double[]> TakeLatenciesAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        var line = await ReadAsync();
        return [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The sink has ended.");
}
