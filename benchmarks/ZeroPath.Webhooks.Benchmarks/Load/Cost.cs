using System.Diagnostics;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>What a turn of deliveries took.</summary>
/// <param name="PerSecond">Deliveries a second.</param>
/// <param name="Processor">Microseconds of this process's processor time, for each.</param>
/// <param name="Allocated">Bytes, for each.</param>
/// <param name="Memory">MiB that the process holds at the end.</param>
internal readonly record struct Cost(double PerSecond, double Processor, double Allocated, double Memory)
{
    public static async Task<Cost> MeasureAsync(int deliveries, Func<Task> deliverAsync)
    {
        GC.Collect();
        var (processor, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        var start = Stopwatch.GetTimestamp();
        await deliverAsync();
        return new(
            deliveries / Stopwatch.GetElapsedTime(start).TotalSeconds,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / deliveries,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / deliveries,
            Environment.WorkingSet / 1024.0 / 1024.0);
    }
}
