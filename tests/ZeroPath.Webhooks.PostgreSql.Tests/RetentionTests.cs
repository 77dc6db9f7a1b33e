using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public sealed class RetentionTests(PostgreSqlServer server) : ILoggerProvider, ILogger
{
    private readonly List<string> _warnings = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_start_together_remove_what_is_old_and_nothing_else_and_disturb_nobody()
    {
        await using var harness = new PostgreSqlHarness(server);
        using var receiver = new Receiver();
        await using (var node = await Node.StartAsync(harness.DataSource, harness.Schema, receiver))
        {
            await receiver.ReceivesAsync(await node.PublishAsync(1500));
            await Wait.UntilAsync(
                async () => await node.Store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation) is null, "all results are recorded");
            await harness.AdvanceAsync(TimeSpan.FromDays(91));
            await receiver.ReceivesAsync(await node.PublishAsync(1));
        }

        var nodes = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => Node.StartAsync(harness.DataSource, harness.Schema, receiver, Watch)));

        await Wait.UntilAsync(
            async () => await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.event") == 1, "what is old is gone");
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.attempt")).Should().Be(1);
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        _warnings.Should().BeEmpty();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_warnings)
        {
            // That the test's own handler has taken the guard's place is as it should be.
            _warnings.AddRange(
                logLevel < LogLevel.Warning || eventId.Name == "NotGuarded" ? [] : [$"{formatter(state, exception)} {exception}"]);
        }
    }

    void IDisposable.Dispose()
    {
    }

    private void Watch(IServiceCollection services) =>
        services.AddSingleton<ISecretProtector, Protected>().AddLogging(logging => logging.AddProvider(this));

    /// <summary>So that nothing warns of plain ones.</summary>
    private sealed class Protected : ISecretProtector
    {
        public string Protect(string secret) => secret;

        public string Unprotect(string protectedSecret) => protectedSecret;
    }
}
