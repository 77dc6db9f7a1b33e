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
        // A server's processes have what they do in their names.
        var processes = Process.GetProcesses();
        var sum = Sum(processes.Where(process => process.ProcessName.StartsWith("postgres", StringComparison.Ordinal)).Select(Of));
        Array.ForEach(processes, process => process.Dispose());
        return sum;
    }

    public static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
}
