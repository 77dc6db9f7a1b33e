using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public async Task A_range_of_events_is_sent_again_and_what_was_accepted_can_be_left_out()
    {
        await using var services = new ServiceCollection().AddZeroPathWebhooks()
            .UseSqliteStore(_folder.ConnectionString)
            .AddEndpoint(new() { Name = "sink", Url = new("https://sink.example.com/hook") })
            .AddSubscription(new() { EndpointId = "sink" })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => _receiver))
            .Services.BuildServiceProvider();
        var publisher = services.GetRequiredService<IWebhookPublisher>();
        var dispatcher = services.GetRequiredService<DeliveryDispatcher>();
        var operations = services.GetRequiredService<WebhookOperations>();
        var published = await publisher.PublishAsync(
            [.. Enumerable.Range(0, 120).Select(_ => new PublishRequest(Node.Event))], cancellationToken: Cancellation);
        await dispatcher.DispatchDueAsync(Cancellation);
        var now = TimeProvider.System.GetUtcNow();

        var before = await operations.ReplayAsync(new EventFilter { To = now.AddHours(-1) }, "sink", cancellationToken: Cancellation);
        var undelivered = await operations.ReplayAsync(
            new EventFilter { From = now.AddHours(-1) }, "sink", onlyUndelivered: true, Cancellation);
        var all = await operations.ReplayAsync(new EventFilter { From = now.AddHours(-1) }, "sink", cancellationToken: Cancellation);
        await dispatcher.DispatchDueAsync(Cancellation);

        (before.Events, before.DeliveriesAdded, before.EventsWithoutPayload).Should().Be((0, 0, 0));
        (undelivered.Events, undelivered.DeliveriesAdded, undelivered.EventsWithoutPayload).Should().Be((120, 0, 0));
        (all.Events, all.DeliveriesAdded, all.EventsWithoutPayload).Should().Be((120, 120, 0));
        _receiver.EventIds.Should().BeEquivalentTo(published.Concat(published).Select(result => result.EventId));
    }
}
