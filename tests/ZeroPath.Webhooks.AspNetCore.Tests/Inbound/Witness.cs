using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

/// <summary>Writes down all that is logged and traced, with all its parts.</summary>
internal sealed class Witness : ILoggerProvider, ILogger
{
    private readonly ActivityListener _activities;

    public Witness()
    {
        _activities = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = Saw,
            ActivityStopped = Saw,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public ConcurrentQueue<string> Seen { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Seen.Enqueue(
        $"log: {formatter(state, exception)} | {exception} | "
            + $"{string.Join(" | ", state as IEnumerable<KeyValuePair<string, object?>> ?? [])}");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Seen.Enqueue($"scope: {state} | {string.Join(" | ", state as IEnumerable<KeyValuePair<string, object?>> ?? [])}");
        return null;
    }

    public void Dispose() => _activities.Dispose();

    private void Saw(Activity activity) => Seen.Enqueue(
        $"activity: {activity.Source.Name} {activity.OperationName} {activity.DisplayName} | {string.Join(" | ", activity.TagObjects)} | "
            + $"{string.Join(" | ", activity.Baggage)}");
}
