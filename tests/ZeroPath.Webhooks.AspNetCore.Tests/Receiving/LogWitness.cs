using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

/// <summary>Writes down all that is logged, with all its parts.</summary>
internal sealed class LogWitness : ILogger, ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _seen = new();

    public IEnumerable<string> Seen => _seen.Select(entry => entry.Text);

    public IEnumerable<string> Errors => _seen.Where(entry => entry.Level >= LogLevel.Error).Select(entry => entry.Text);

    public void AddTo(ILoggingBuilder logging) => logging.AddProvider(this).SetMinimumLevel(LogLevel.Trace);

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _seen.Enqueue((logLevel,
            $"{formatter(state, exception)} | {exception} | "
                + $"{string.Join(" | ", state as IEnumerable<KeyValuePair<string, object?>> ?? [])}"));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _seen.Enqueue((LogLevel.Trace, $"{state} | {string.Join(" | ", state as IEnumerable<KeyValuePair<string, object?>> ?? [])}"));
        return null;
    }

    public void Dispose()
    {
    }
}
