using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>Keeps what the library logs, and every error.</summary>
internal sealed class LogRecords : ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, EventId Id, string Text)> Records { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Writer(categoryName, this);

    public void Dispose()
    {
    }

    private sealed class Writer(string category, LogRecords records) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error || category.StartsWith("ZeroPath", StringComparison.Ordinal);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                records.Records.Enqueue((logLevel, eventId, $"{formatter(state, exception)} {exception}"));
            }
        }
    }
}
