using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;

namespace ZeroPath.Webhooks.Worker;

/// <summary>Kills receivers whose handler writes to the store's database in its own transaction, and lets others go on.</summary>
public sealed class ReceivingScenario(string kind, string connectionString)
{
    private const int Senders = 8;

    /// <summary>Kills a receiver whose handler stands somewhere between the 202 and its commit.</summary>
    /// <returns>How often the effect was there after the kill, and how often after the event was handled by another process.</returns>
    public async Task<(int AfterKill, int AtLast)> KillAtAsync(ReceivingStop stop)
    {
        await ExecuteAsync("CREATE TABLE effect (id TEXT NOT NULL)");
        using (var killed = await ReceivingProcess.StartAsync(kind, connectionString, stop))
        {
            Expect(HttpStatusCode.Accepted, await killed.PostAsync("evt_1"));
            await killed.ReadLineAsync();
            await killed.KillAsync();
        }

        var afterKill = (await EffectsAsync()).Count;
        using var next = await ReceivingProcess.StartAsync(kind, connectionString);
        await Wait.UntilAsync(async () => (await EffectsAsync()).Count > 0, "another process has handled the event");
        Expect(HttpStatusCode.OK, await next.PostAsync("evt_1"));
        Expect(HttpStatusCode.Accepted, await next.PostAsync("evt_2"));
        await Wait.UntilAsync(async () => (await EffectsAsync()).Contains("evt_2"), "what came later is handled");
        return (afterKill, (await EffectsAsync()).Count(id => id == "evt_1"));
    }

    /// <summary>Sends events while one receiver after the other is killed at random moments, and lets the last one finish.</summary>
    /// <returns>How many events were acknowledged, how many of them had no effect, and how many had several.</returns>
    public async Task<(int Acknowledged, int Lost, int Doubled)> KillOftenAsync(int kills, int seed)
    {
        await ExecuteAsync("CREATE TABLE effect (id TEXT NOT NULL)");
        var (random, acknowledged) = (new Random(seed), new ConcurrentQueue<string>());
        for (var i = 0; i < kills; i++)
        {
            using var killed = await ReceivingProcess.StartAsync(kind, connectionString);
            var before = acknowledged.Count;
            var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAsync(killed, acknowledged)));
            var moment = random.Next(1, 200);
            await Wait.UntilAsync(() => acknowledged.Count > before + moment, "some events are acknowledged");
            await killed.KillAsync();
            await sending;
        }

        using var last = await ReceivingProcess.StartAsync(kind, connectionString);
        await Wait.UntilAsync(async () => !acknowledged.Except(await EffectsAsync()).Any(), "all events are handled");
        var effects = await EffectsAsync();
        return (acknowledged.Count, acknowledged.Except(effects).Count(), effects.Count - effects.Distinct().Count());
    }

    private static async Task SendAsync(ReceivingProcess receiver, ConcurrentQueue<string> acknowledged)
    {
        while ($"evt_{Guid.CreateVersion7():N}" is var id && await receiver.PostAsync(id) is { } status)
        {
            Expect(HttpStatusCode.Accepted, status);
            acknowledged.Enqueue(id);
        }
    }

    private static void Expect(HttpStatusCode expected, HttpStatusCode? status)
    {
        if (status != expected)
        {
            throw new InvalidOperationException($"The receiver answered {status} instead of {expected}.");
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> EffectsAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM effect";
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    private async Task<DbConnection> OpenAsync()
    {
        var connection = ReceivingWorker.Connect(kind, connectionString);
        await connection.OpenAsync();
        return connection;
    }
}
