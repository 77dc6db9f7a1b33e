using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteSubscriptionIdTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_subscription_of_code_that_was_disabled_at_run_time_stays_disabled_after_a_restart()
    {
        await using (var first = Start())
        {
            var registry = first.GetRequiredService<WebhookRegistry>();
            await registry.DisableSubscriptionAsync(registry.Configuration.Subscriptions.Single().Id, cancellationToken: Cancellation);
        }

        await using var second = Start();
        var published = await second.GetRequiredService<IWebhookPublisher>()
            .PublishAsync(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample(), cancellationToken: Cancellation);

        published.Deliveries.Should().BeEmpty();
        second.GetRequiredService<WebhookRegistry>().Configuration.Subscriptions.Should().ContainSingle().Which.Enabled.Should().BeFalse();
    }

    private ServiceProvider Start() => new ServiceCollection().AddZeroPathWebhooks()
        .UseSqliteStore(_folder.ConnectionString)
        .AddEndpoint(new() { Name = "sink", Url = new("https://sink.example.com/hook") })
        .AddSubscription(new() { EndpointId = "sink" })
        .Services.BuildServiceProvider();
}
