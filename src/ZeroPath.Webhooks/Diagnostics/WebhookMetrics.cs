using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>What is counted and measured. No tag has an id, an address or a tenant. What nobody listens to costs next to nothing.</summary>
internal sealed class WebhookMetrics
{
    public const string Name = "ZeroPath.Webhooks";

    private static readonly string[] Outcomes = [.. Enum.GetNames<AttemptOutcome>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    private static readonly string[] States = [.. Enum.GetNames<DeliveryState>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    // In seconds: an attempt takes 10 s at most unless the host allows more, and what waits may wait for days.
    private static readonly double[] Durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600];
    private static readonly double[] Lags =
    [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400,
    ];

    private readonly Counter<long> _published;
    private readonly Counter<long> _unrouted;
    private readonly Counter<long> _settled;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _lag;

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = CreateMeter(meters);
        _published = meter.CreateCounter<long>("zeropath.webhooks.events.published", "{event}", "Events that were stored.");
        _unrouted = meter.CreateCounter<long>(
            "zeropath.webhooks.events.unrouted", "{event}", "Events that were stored and matched no endpoint.");
        _settled = meter.CreateCounter<long>(
            "zeropath.webhooks.deliveries.settled", "{delivery}", "Deliveries that succeeded, failed or were cancelled.");
        _duration = meter.CreateHistogram(
            "zeropath.webhooks.attempt.duration", "s", "How long attempts took.", advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = Durations,
            });
        _lag = meter.CreateHistogram(
            "zeropath.webhooks.delivery.lag", "s", "How long after they were due deliveries were sent.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = Lags,
            });
    }

    public static string? Version { get; } = Assembly.GetExecutingAssembly().GetName().Version?.ToString(fieldCount: 3);

    public bool MeasuresLag => _lag.Enabled;

    /// <summary>The same each time: it is the factory's.</summary>
    public static Meter CreateMeter(IMeterFactory meters) => meters.Create(new MeterOptions(Name) { Version = Version });

    public static string NameOf(AttemptOutcome outcome) => Outcomes[(int)outcome];

    public void Published(int deliveries, bool isRepeat)
    {
        if (!isRepeat)
        {
            _published.Add(1);
            _unrouted.Add(deliveries == 0 ? 1 : 0);
        }
    }

    public void Sent(TimeSpan lag) => _lag.Record(lag.TotalSeconds);

    public void Attempted(DeliveryAttempt attempt) =>
        _duration.Record(attempt.Duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", NameOf(attempt.Outcome)));

    /// <summary>Counts what settled deliveries.</summary>
    /// <param name="results">What the store was given.</param>
    /// <param name="late">What of it came too late.</param>
    public void Settled(IReadOnlyList<DeliveryResult> results, IReadOnlyList<DeliveryResult> late)
    {
        for (var i = 0; _settled.Enabled && i < results.Count; i++)
        {
            if (results[i].Transition.State != DeliveryState.Pending && !late.Contains(results[i]))
            {
                Settled(results[i].Transition.State, 1);
            }
        }
    }

    public void Settled(DeliveryState state, int count) =>
        _settled.Add(count, new KeyValuePair<string, object?>("state", States[(int)state]));
}
