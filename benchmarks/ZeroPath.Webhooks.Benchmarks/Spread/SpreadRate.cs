namespace ZeroPath.Webhooks.Benchmarks.Spread;

/// <param name="PerSecond">Deliveries a second.</param>
/// <param name="Processor">The processor time of this process for each, the sink's too.</param>
internal readonly record struct SpreadRate(double PerSecond, TimeSpan Processor);
