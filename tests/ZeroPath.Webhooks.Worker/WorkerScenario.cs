using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.Worker;

/// <summary>Lets workers publish and deliver.</summary>
public sealed class WorkerScenario(string kind, string connectionString)
{
    private const int EventsOfARun = 1000;

    /// <summary>In seconds: what a killed worker had leased is soon sent by the next one.</summary>
    private const int ShortLease = 2;

    private const int LongLease = 60;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, int> _received = new();
    private readonly ConcurrentQueue<string> _acknowledged = new();

    /// <summary>Kills one worker after another at random moments, and lets the last one finish.</summary>
    /// <param name="kills">How often a worker is killed.</param>
    /// <param name="seed">Chooses the moments.</param>
    public async Task<WorkerReport> KillAsync(int kills, int seed)
    {
        var random = new Random(seed);
        await using var receiver = await StartReceiverAsync();
        for (var i = 0; i < kills; i++)
        {
            using var worker = Start(receiver, EventsOfARun, ShortLease);
            var reading = ReadAsync(worker);
            var moment = _acknowledged.Count + random.Next(EventsOfARun);
            await UntilAsync(() => reading.IsCompleted || _acknowledged.Count > moment);
            worker.Kill();
            await reading;
            await worker.WaitForExitAsync();
        }

        using var last = Start(receiver, 0, ShortLease);
        await UntilAsync(IsAllReceived);
        await StopAsync(last);
        return Report();
    }

    /// <summary>Lets several workers publish and deliver at once, and none of them comes to harm.</summary>
    /// <param name="workers">How many.</param>
    /// <param name="events">How many events each one publishes.</param>
    public async Task<WorkerReport> ShareAsync(int workers, int events)
    {
        await using var receiver = await StartReceiverAsync();
        var running = Enumerable.Range(0, workers).Select(_ => Start(receiver, events, LongLease)).ToList();
        var reading = Task.WhenAll(running.Select(ReadAsync));
        await UntilAsync(() => reading.IsCompleted || (_acknowledged.Count == workers * events && IsAllReceived()));
        foreach (var worker in running)
        {
            await StopAsync(worker);
            worker.Dispose();
        }

        return Report();
    }

    private static async Task StopAsync(Process worker)
    {
        worker.StandardInput.Close();
        await worker.WaitForExitAsync();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo() && watch.Elapsed < Longest)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    private Process Start(WebApplication receiver, int events, int lease) =>
        Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ZeroPath.Webhooks.Worker"),
            [kind, connectionString, $"{receiver.Urls.First()}/hook", $"{events}", $"{lease}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    private bool IsAllReceived() => _received.Count >= _acknowledged.Count && !_acknowledged.Except(_received.Keys).Any();

    private WorkerReport Report() => new(
        _acknowledged.Count, _acknowledged.Except(_received.Keys).Count(), _received.Count, _received.Values.Sum() - _received.Count);

    private async Task ReadAsync(Process worker)
    {
        while (await worker.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line may be half of one.
            if (line.Length == "evt_".Length + 32)
            {
                _acknowledged.Enqueue(line);
            }
        }
    }

    private async Task<WebApplication> StartReceiverAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            _received.AddOrUpdate(context.Request.Headers["webhook-id"].ToString(), 1, (_, times) => times + 1);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
