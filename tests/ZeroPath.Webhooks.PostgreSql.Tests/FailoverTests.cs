using System.Collections.Concurrent;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public sealed class FailoverTests(ITestOutputHelper output)
{
    private readonly ConcurrentQueue<string> _acknowledged = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_primary_server_is_killed_and_its_standby_promoted_nothing_acknowledged_is_lost_and_sending_goes_on()
    {
        Assert.SkipUnless(PostgreSqlCluster.IsInstalled, PostgreSqlCluster.HowToInstall);
        await using var primary = await PostgreSqlCluster.CreateAsync();
        await primary.StartAsync();
        await using var standby = await primary.StartStandbyAsync();
        await using var dataSource = NpgsqlDataSource.Create(
            $"Host={primary.Address},{standby.Address};Username=postgres;Database=postgres;Timeout=2;Target Session Attributes=primary;"
            + "Host Recheck Seconds=1");
        var receiver = new Receiver();
        await using var node = await Node.StartAsync(dataSource, ZeroPathWebhooksPostgreSqlExtensions.DefaultSchema, receiver);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var publishing = PublishAsync(node.Publisher, stop.Token);
        await Wait.UntilAsync(() => _acknowledged.Count >= 400, "some is published");

        await primary.KillAsync();
        await standby.PromoteAsync();

        var before = _acknowledged.Count;
        await Wait.UntilAsync(() => _acknowledged.Count >= before + 400, "publishing goes on");
        await stop.CancelAsync();
        await publishing;
        await receiver.ReceivesAsync(_acknowledged);
        await Wait.UntilAsync(
            async () => await node.Store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation) is null, "all results are recorded");
        (await node.Store.Reader.ListDeliveriesAsync(new() { State = DeliveryState.Failed }, new(), Cancellation)).Items.Should().BeEmpty();
        output.WriteLine(
            $"Acknowledged {_acknowledged.Count}, {before} of them before the standby took over. Received "
            + $"{receiver.Requests.Count - receiver.EventIds.Distinct().Count()} of them twice.");
    }

    /// <summary>200 events a second, each with a key, each tried until it is acknowledged.</summary>
    private async Task PublishAsync(IWebhookPublisher publisher, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        var under = new List<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                under.Add(PublishOneAsync(publisher, stop));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(under);
        }
    }

    private async Task PublishOneAsync(IWebhookPublisher publisher, CancellationToken stop)
    {
        var key = Guid.NewGuid().ToString();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var published = await publisher.PublishAsync(Node.Event, new() { IdempotencyKey = key }, CancellationToken.None);
                _acknowledged.Enqueue(published.EventId);
                return;
            }
            catch (WebhookStoreException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
