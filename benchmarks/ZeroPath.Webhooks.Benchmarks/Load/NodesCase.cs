using System.Diagnostics;
using ZeroPath.Webhooks.Benchmarks.Stores;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>Four processes that share one PostgreSQL, and one process, with as many requests at once in all.</summary>
internal static class NodesCase
{
    private const int Pending = 400_000;
    private const int WarmUp = 150_000;
    private const int Measured = 150_000;

    public static async Task RunAsync(LoadStore store, LoadReport report)
    {
        var rates = new Dictionary<int, double>();
        foreach (var nodes in (int[])[1, 2, 4])
        {
            using var sink = await SinkProcess.StartAsync();
            var source = await store.CreateAsync();
            await (await LoadLibrary.StartAsync(sink, store.Kind, source)).DisposeAsync();
            await Backlog.AddPendingAsync(store.Kind, source, Pending);
            var senders = Enumerable.Range(0, nodes)
                .Select(_ => new SenderProcess(store, source, sink.Well, BareClient.Concurrency / nodes)).ToList();
            var before = await sink.WhenCountAsync(WarmUp);
            var start = Stopwatch.GetTimestamp();
            var used = Processor();
            var count = await sink.WhenCountAsync(before + Measured) - before;
            var (senderTime, serverTime, sinkTime) = Processor();
            rates[nodes] = count / Stopwatch.GetElapsedTime(start).TotalSeconds;
            report.Add(
                "nodes",
                store.Kind,
                $"{nodes} processes",
                ("perSecond", rates[nodes]),
                ("ratio to one", rates[nodes] / rates[1]),
                ("processor µs", (senderTime - used.Senders).TotalMicroseconds / count),
                ("of the database", (serverTime - used.Server).TotalMicroseconds / count),
                ("of the receiver", (sinkTime - used.Sink).TotalMicroseconds / count));
            foreach (var sender in senders)
            {
                await sender.StopAsync();
                sender.Dispose();
            }

            (TimeSpan Senders, TimeSpan Server, TimeSpan Sink) Processor() =>
                (ProcessorTime.Sum(senders.Select(sender => sender.Processor)), ProcessorTime.OfDatabases(), sink.Processor);
        }
    }
}
