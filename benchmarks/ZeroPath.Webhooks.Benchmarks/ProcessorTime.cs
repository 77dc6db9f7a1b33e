using System.Diagnostics;

namespace ZeroPath.Webhooks.Benchmarks;

/// <summary>The processor time that processes have taken until now.</summary>
internal static class ProcessorTime
{
    public static TimeSpan Of(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>That of all PostgreSQL servers on this machine, of which one has work.</summary>
    public static TimeSpan OfDatabases()
    {
        var processes = Process.GetProcessesByName("postgres");
        var sum = Sum(processes.Select(Of));
        Array.ForEach(processes, process => process.Dispose());
        return sum;
    }

    public static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
}
