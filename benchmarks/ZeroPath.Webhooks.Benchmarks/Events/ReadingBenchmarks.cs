using System.Text.Json;
using BenchmarkDotNet.Attributes;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks.Events;

/// <summary>Floor: reading a SCAN_COMPLETE payload takes at most 1.3 × as long as plain source-generated reading.</summary>
[MemoryDiagnoser]
public class ReadingBenchmarks
{
    private readonly byte[] _json = Samples.ScanComplete;

    [Benchmark(Baseline = true)]
    public PlainPayload? Plain() => JsonSerializer.Deserialize(_json, YardstickJsonContext.Default.PlainPayload);

    [Benchmark]
    public OpenPayload? Plain_with_required_and_unknown_members() =>
        JsonSerializer.Deserialize(_json, YardstickJsonContext.Default.OpenPayload);

    [Benchmark]
    public WebhookPayload Library() => WebhookJson.Read(_json);
}
