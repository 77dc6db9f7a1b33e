using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.Worker;

/// <summary>Lets the worker publish and deliver, kills it at random moments, and lets the last one finish.</summary>
public sealed class KillScenario(string kind, string connectionString)
{
    private const int EventsOfARun = 2000;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, int> _received = new();
    private readonly ConcurrentQueue<string> _acknowledged = new();

    /// <summary>Runs it.</summary>
    /// <param name="kills">How often the worker is killed.</param>
    /// <param name="seed">Chooses the moments.</param>
    public async Task<KillReport> RunAsync(int kills, int seed)
    {
        var random = new Random(seed);
        await using var receiver = await StartReceiverAsync();
        var url = $"{receiver.Urls.First()}/hook";
        for (var i = 0; i < kills; i++)
        {
            using var worker = Start(url, EventsOfARun);
            var reading = ReadAsync(worker);
            await UntilAsync(AcknowledgedMoreThan(_acknowledged.Count + random.Next(EventsOfARun)), reading);
            worker.Kill();
            await reading;
            await worker.WaitForExitAsync();
        }

        using var last = Start(url, 0);
        await UntilAsync(() => !_acknowledged.Except(_received.Keys).Any(), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System));
        last.StandardInput.Close();
        await last.WaitForExitAsync();
        return new(_acknowledged.Count, _acknowledged.Except(_received.Keys).Count(), _received.Count, _received.Values.Sum() - _received.Count);
    }

    private static Process Start(string kind, string connectionString, string url, int count) =>
        Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ZeroPath.Webhooks.Worker"), [kind, connectionString, url, $"{count}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    private static async Task UntilAsync(Func<bool> isSo, Task ended)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo() && !ended.IsCompleted && watch.Elapsed < Longest)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private Process Start(string url, int count) => Start(kind, connectionString, url, count);

    private Func<bool> AcknowledgedMoreThan(int count) => () => _acknowledged.Count > count;

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
