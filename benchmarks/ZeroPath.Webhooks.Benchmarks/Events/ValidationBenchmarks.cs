using BenchmarkDotNet.Attributes;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks.Events;

/// <summary>Floor: a valid typed event is validated in 200 ns, without allocating.</summary>
[MemoryDiagnoser]
public class ValidationBenchmarks
{
    private readonly byte[] _json = Samples.ScanComplete;
    private readonly WebhookPayload _payload = WebhookJson.Read(Samples.ScanComplete);

    [Benchmark(Baseline = true)]
    public IReadOnlyList<ValidationProblem> Event() => WebhookValidator.Validate(_payload.Event);

    [Benchmark]
    public IReadOnlyList<ValidationProblem> Payload() => WebhookValidator.Validate(_payload);

    [Benchmark]
    public IReadOnlyList<ValidationProblem> Document() => WebhookValidator.Validate(_json);
}
