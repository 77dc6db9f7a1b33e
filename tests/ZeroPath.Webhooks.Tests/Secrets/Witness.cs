using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.Tests.Secrets;

/// <summary>Writes down all that is logged, traced and measured in this process, with all its parts.</summary>
internal sealed class Witness : ILogger, IDisposable
{
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters;

    public Witness()
    {
        _activities = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Saw("activity", [
                activity.Source.Name, activity.DisplayName, activity.StatusDescription,
                .. activity.TagObjects.Select(tag => (object?)tag), .. activity.Baggage.Select(item => (object?)item),
                activity.TraceStateString,
                .. activity.Links.SelectMany(link => (link.Tags ?? []).Select(tag => (object?)tag).Prepend(link.Context)),
                .. activity.Events.SelectMany(it => it.Tags.Select(tag => (object?)tag).Prepend(it.Name))]),
        };
        ActivitySource.AddActivityListener(_activities);
        _meters = new() { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        _meters.SetMeasurementEventCallback<int>(Measured);
        _meters.SetMeasurementEventCallback<long>(Measured);
        _meters.SetMeasurementEventCallback<double>(Measured);
        _meters.Start();
    }

    public IReadOnlyCollection<string> Seen => _seen;

    /// <summary>Keeps something shown to whoever called.</summary>
    public void Saw(string where, params IEnumerable<object?> parts) => _seen.Enqueue($"{where}: {string.Join(" | ", parts)}");

    /// <summary>Asks the gauges until one has said something.</summary>
    public async Task SawAsync(string gauge)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_seen.Any(it => it.Contains(gauge, StringComparison.Ordinal)))
        {
            _meters.RecordObservableInstruments();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Keeps what an exception says.</summary>
    public async Task SawExceptionAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            Saw("exception", e, string.Join(", ", e.Data.Values.Cast<object>()));
            return;
        }

        throw new InvalidOperationException("It was to fail.");
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Saw(
            "log",
            [formatter(state, exception), exception, .. state as IEnumerable<KeyValuePair<string, object?>> is { } values
                ? values.Select(value => (object?)value) : []]);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Saw("scope", state);
        return null;
    }

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    private void Measured<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        Saw("metric", [instrument.Meter.Name, instrument.Name, .. tags.ToArray().Select(tag => (object?)tag)]);
}
