using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;

namespace ZeroPath.Webhooks.Benchmarks;

/// <summary>
/// A process with an endpoint that answers and one that is bad, so that what they cost is not the sender's. It knows when each event for
/// the first one arrived; its clock is the machine's.
/// </summary>
internal sealed class SinkProcess : IDisposable
{
    private readonly Process _process;

    private SinkProcess(string answers) => _process = Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["sink", answers])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    public Uri Well { get; private set; } = null!;

    public Uri Bad { get; private set; } = null!;

    /// <summary>Its processor time until now.</summary>
    public TimeSpan Processor => ProcessorTime.Of(_process);

    /// <param name="answers">
    /// What the first one answers: <c>ok</c>, <c>empty</c> (204 without a length) or <c>chunked</c>; or what the bad one does:
    /// <c>hanging300</c>, <c>slow300</c> or <c>gone2000</c>.
    /// </param>
    public static async Task<SinkProcess> StartAsync(string answers = "ok")
    {
        var started = new SinkProcess(answers);
        started.Well = new(await started.ReadAsync());
        started.Bad = new(await started.ReadAsync());
        return started;
    }

    /// <summary>The process itself. It answers each line of its input with one.</summary>
    public static async Task ServeAsync(string answers)
    {
        var latencies = new List<double>();
        using var well = new LoopbackSink(Arrived)
        {
            Answer = answers switch { "empty" => LoopbackSink.Empty, "chunked" => LoopbackSink.Chunked, _ => LoopbackSink.Ok },
        };
        using var others = new LoopbackSink
        {
            Hangs = answers == "hanging300",
            Answer = answers == "gone2000" ? LoopbackSink.Gone : LoopbackSink.Ok,
            Delay = answers == "slow300" ? TimeSpan.FromSeconds(5) : default,
        };
        Console.WriteLine(well.Url);
        Console.WriteLine(others.Url);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (int.TryParse(line, CultureInfo.InvariantCulture, out var count))
            {
                await well.WhenCountAsync(count);
                Console.WriteLine(well.Count);
                continue;
            }

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

    /// <summary>Waits until the first one has got so many requests.</summary>
    /// <returns>How many it has got.</returns>
    public async Task<int> WhenCountAsync(int count) =>
        int.Parse(await AskAsync(count.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <returns>How many requests it has got.</returns>
    public Task<int> CountAsync() => WhenCountAsync(0);

    /// <returns>The latencies of what has arrived since the last call, in milliseconds.</returns>
    public async Task<double[]> TakeLatenciesAsync() =>
        [
            .. (await AskAsync("latencies")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
        ];

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private async Task<string> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    private async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The sink has ended.");
}
