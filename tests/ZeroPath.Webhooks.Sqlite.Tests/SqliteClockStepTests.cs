using System.Diagnostics;
using System.Threading.Channels;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>A real process whose system clock steps while it runs, by libfaketime, which leaves the monotonic clock alone.</summary>
[Collection(nameof(SqliteProcessTests))]
public sealed class SqliteClockStepTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Channel<string> _timestamps = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _other = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _receiver;

    public SqliteClockStepTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.MapPost("/other", () => _other.TrySetResult());
        _receiver.MapPost("/hook", async context =>
        {
            _timestamps.Writer.TryWrite(context.Request.Headers["webhook-timestamp"].ToString());
            await _answer.Task.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = context.Request.Headers["zeropath-attempt"] == "1" ? 500 : 200;
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Clock => Path.Combine(_folder.Path, "clock");

    [Theory]
    [InlineData("-24h")]
    [InlineData("+24h")]
    public async Task A_step_of_a_day_neither_delays_a_retry_nor_sends_again_what_is_under_way(string step)
    {
        await _receiver.StartAsync(Token);
        await File.WriteAllTextAsync(Clock, "+0", Token);
        using var worker = StartWorker();
        var first = await NextAsync();

        await File.WriteAllTextAsync($"{Clock}.new", step, Token);
        File.Move($"{Clock}.new", Clock, overwrite: true);

        // The worker looks into its store for what is due, and would see both.
        await worker.StandardInput.WriteLineAsync();
        await _other.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        _timestamps.Reader.Count.Should().Be(0, "the first attempt is under way");
        var clock = Stopwatch.StartNew();
        _answer.SetResult();
        var second = await NextAsync();

        clock.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(2.5)).And.BeLessThan(TimeSpan.FromSeconds(15));
        (long.Parse(second) - long.Parse(first)).Should().BeCloseTo(step == "-24h" ? -86_400 : 86_400, 60, "people see the system's time");
        worker.StandardInput.Close();
        await worker.WaitForExitAsync(Token);
        worker.ExitCode.Should().Be(0);
        _timestamps.Reader.Count.Should().Be(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<string> NextAsync() => await _timestamps.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token);

    private Process StartWorker()
    {
        var library = Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).FirstOrDefault()
            ?? throw new InvalidOperationException("libfaketime is missing. On Debian: apt-get install faketime");
        return Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ZeroPath.Webhooks.Worker"),
            ["clock", _folder.ConnectionString, $"{_receiver.Urls.Single()}/hook"])
        {
            RedirectStandardInput = true,
            Environment =
            {
                ["LD_PRELOAD"] = library,
                ["FAKETIME_TIMESTAMP_FILE"] = Clock,
                ["FAKETIME_NO_CACHE"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            },
        })!;
    }
}
