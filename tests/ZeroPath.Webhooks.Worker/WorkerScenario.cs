using System.Diagnostics;

namespace ZeroPath.Webhooks.Worker;

/// <summary>Lets workers publish and deliver.</summary>
public sealed class WorkerScenario(string kind, string connectionString)
{
    private const int EventsOfARun = 1000;

    /// <summary>In seconds: what a killed worker had leased is soon sent by the next one.</summary>
    private const int ShortLease = 2;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly List<string> _acknowledged = [];

    /// <summary>Kills one worker after another at random moments, and lets the last one finish.</summary>
    /// <param name="kills">How often a worker is killed.</param>
    /// <param name="seed">Chooses the moments.</param>
    public async Task<WorkerReport> KillAsync(int kills, int seed)
    {
        var random = new Random(seed);
        await using var receiver = await LoopbackReceiver.StartAsync();
        for (var i = 0; i < kills; i++)
        {
            using var worker = new WorkerProcess(kind, connectionString, receiver.Url, EventsOfARun, ShortLease);
            var moment = random.Next(EventsOfARun);
            await UntilAsync(() => worker.HasExited || worker.Acknowledged.Count > moment);
            await worker.KillAsync();
            _acknowledged.AddRange(worker.Acknowledged);
        }

        using var last = new WorkerProcess(kind, connectionString, receiver.Url, 0, ShortLease);
        await UntilAsync(() => IsAllReceived(receiver));
        await last.EndAsync();
        return Report(receiver);
    }

    /// <summary>Lets several workers publish and deliver at once, and none of them comes to harm.</summary>
    /// <param name="workers">How many.</param>
    /// <param name="events">How many events each one publishes.</param>
    public async Task<WorkerReport> ShareAsync(int workers, int events)
    {
        await using var receiver = await LoopbackReceiver.StartAsync();
        var running = Enumerable.Range(0, workers).Select(_ => new WorkerProcess(kind, connectionString, receiver.Url, events)).ToList();
        await UntilAsync(() => running.TrueForAll(worker => worker.HasExited || worker.Acknowledged.Count == events));
        _acknowledged.AddRange(running.SelectMany(worker => worker.Acknowledged));
        await UntilAsync(() => IsAllReceived(receiver));
        foreach (var worker in running)
        {
            await worker.EndAsync();
            worker.Dispose();
        }

        return Report(receiver);
    }

    /// <summary>
    /// Stops one of several workers for longer than its lease, so that the others send what it had; then it goes on as if nothing had been.
    /// </summary>
    /// <param name="workers">How many.</param>
    /// <param name="events">How many events each one publishes.</param>
    public async Task<WorkerReport> FreezeAsync(int workers, int events)
    {
        await using var receiver = await LoopbackReceiver.StartAsync();
        var running = Enumerable.Range(0, workers).Select(_ => new WorkerProcess(kind, connectionString, receiver.Url, events, ShortLease))
            .ToList();
        await UntilAsync(() => running[0].Acknowledged.Count >= events / 2);
        running[0].Freeze();
        await UntilAsync(() => running.Skip(1).All(worker => worker.Acknowledged.Count == events));
        _acknowledged.AddRange(running.SelectMany(worker => worker.Acknowledged));
        await UntilAsync(() => IsAllReceived(receiver));
        running[0].Thaw();
        await UntilAsync(() => running[0].Acknowledged.Count == events);
        _acknowledged.Clear();
        _acknowledged.AddRange(running.SelectMany(worker => worker.Acknowledged));
        await UntilAsync(() => IsAllReceived(receiver));
        foreach (var worker in running)
        {
            if (await worker.EndAsync() != 0)
            {
                throw new InvalidOperationException("A worker failed.");
            }

            worker.Dispose();
        }

        return Report(receiver);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo() && watch.Elapsed < Longest)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    private bool IsAllReceived(LoopbackReceiver receiver) =>
        receiver.Received.Count >= _acknowledged.Count && !_acknowledged.Except(receiver.Received.Keys).Any();

    private WorkerReport Report(LoopbackReceiver receiver) => new(
        _acknowledged.Count,
        _acknowledged.Except(receiver.Received.Keys).Count(),
        receiver.Received.Count,
        receiver.Received.Values.Sum() - receiver.Received.Count);
}
