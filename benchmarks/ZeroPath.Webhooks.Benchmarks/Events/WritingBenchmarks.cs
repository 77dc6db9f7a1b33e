using System.Text.Json;
using BenchmarkDotNet.Attributes;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks.Events;

/// <summary>Floor: writing a SCAN_COMPLETE payload takes at most 1.15 × as long as plain source-generated writing.</summary>
[MemoryDiagnoser]
public class WritingBenchmarks
{
    private readonly PlainPayload _plain = JsonSerializer.Deserialize(Samples.ScanComplete, YardstickJsonContext.Default.PlainPayload)!;
    private readonly OpenPayload _open = JsonSerializer.Deserialize(Samples.ScanComplete, YardstickJsonContext.Default.OpenPayload)!;
    private readonly WebhookPayload _payload = WebhookJson.Read(Samples.ScanComplete);

    [Benchmark(Baseline = true)]
    public byte[] Plain() => JsonSerializer.SerializeToUtf8Bytes(_plain, YardstickJsonContext.Default.PlainPayload);

    [Benchmark]
    public byte[] Plain_with_required_and_unknown_members() =>
        JsonSerializer.SerializeToUtf8Bytes(_open, YardstickJsonContext.Default.OpenPayload);

    [Benchmark]
    public byte[] Library() => WebhookJson.Write(_payload);
}
