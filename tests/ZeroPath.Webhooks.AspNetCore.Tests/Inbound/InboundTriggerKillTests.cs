using System.Diagnostics;
using System.Threading.Channels;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

public sealed class InboundTriggerKillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    public InboundTriggerKillTests() => _process = Process.Start(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, "ZeroPath.Webhooks.AspNetCore.Worker"), [_folder.ConnectionString])
    {
        RedirectStandardOutput = true,
    })!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_answered_with_202_is_executed_after_the_process_was_killed()
    {
        var url = new Uri((await _process.StandardOutput.ReadLineAsync(Token))!);
        await using var http = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var client = new InboundTriggerClient(http.GetRequiredService<IHttpClientFactory>().CreateClient(), url);
        var started = await client.CallAsync("1"u8.ToArray(), "text/plain", cancellationToken: Token);
        var notStarted = await client.CallAsync("2"u8.ToArray(), "text/plain", cancellationToken: Token);

        _process.Kill();
        await _process.WaitForExitAsync(Token);

        var builder = Host.CreateEmptyApplicationBuilder(null);
        var executions = Channel.CreateUnbounded<InboundTriggerExecution>();
        builder.Services.AddSingleton(executions).AddZeroPathWebhooks()
            .UseSqliteStore(_folder.ConnectionString)
            .Configure(options => options.PollInterval = TimeSpan.FromMilliseconds(100))
            .AddInboundTriggerHandler<Agent>();
        using var host = builder.Build();
        await host.StartAsync(Token);
        var (first, second) = (await executions.Reader.ReadAsync(Token), await executions.Reader.ReadAsync(Token));
        await host.StopAsync(Token);

        new[] { first, second }.Select(execution => (execution.Id, execution.Attempt, execution.Payload.Span[0]))
            .Should().BeEquivalentTo([(started, 2, (byte)'1'), (notStarted, 1, (byte)'2')]);
    }
}
