using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Gauges of what the store has to send. Who collects metrics must not wait for the store, so that it is asked beforehand, while somebody
/// listens, and the last answer is told.
/// </summary>
internal sealed class QueueGauges : BackgroundService
{
    /// <summary>To count takes the store the longer the more there is: no more than this part of the time goes into it.</summary>
    private const double Part = 0.05;
    private const string Asker = "the gauges of what there is to send";

    private readonly IDeliveryReader _reader;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly StoreOutage _outage;
    private readonly ObservableGauge<long> _due;
    private readonly ObservableGauge<long> _inFlight;
    private volatile IReadOnlyList<QueueDepth> _last = [];

    public QueueGauges(
        IDeliveryReader reader, IMeterFactory meters, IOptions<ZeroPathWebhooksOptions> options, TimeProvider time,
        StoreOutage outage)
    {
        (_reader, _time, _interval, _outage) = (reader, time, options.Value.PollInterval, outage);
        var meter = WebhookMetrics.CreateMeter(meters);
        _due = meter.CreateObservableGauge(
            "zeropath.webhooks.deliveries.due", () => Tell(depth => depth.Due), "{delivery}",
            "Deliveries in the store that wait to be taken up.");
        _inFlight = meter.CreateObservableGauge(
            "zeropath.webhooks.deliveries.in_flight", () => Tell(depth => depth.InFlight), "{delivery}",
            "Deliveries in the store that a node has taken up.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = _interval;
            if (_due.Enabled || _inFlight.Enabled)
            {
                var start = _time.GetTimestamp();
                await ReadAsync(stoppingToken).ConfigureAwait(false);
                var needed = _time.GetElapsedTime(start) / Part;
                pause = needed > pause ? needed : pause;
            }
            else
            {
                _last = [];
            }

            await Task.Delay(pause, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        try
        {
            _last = [await _reader.GetQueueDepthAsync(int.MaxValue, stoppingToken).ConfigureAwait(false)];
            _outage.Answered(Asker);
        }
        catch (Exception e)
        {
            // Not the answer before: nobody knows.
            _last = [];
            if (!stoppingToken.IsCancellationRequested)
            {
                _outage.Failed(Asker, e);
            }
        }
    }

    private IEnumerable<Measurement<long>> Tell(Func<QueueDepth, long> value) => _last.Select(depth => new Measurement<long>(value(depth)));
}
