using System.Net;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class NotificationTests(PostgreSqlServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deliveries_failed_before_a_restart_are_told_of_after_it_by_one_of_several_nodes()
    {
        await using var harness = new PostgreSqlHarness(server);
        using var receiver = new Receiver { Status = HttpStatusCode.InternalServerError };
        var before = new Notifier { Answer = (_, _) => new TaskCompletionSource().Task };
        await using (var first = await Node.StartAsync(harness.DataSource, harness.Schema, receiver, services => Set(services, before)))
        {
            await first.PublishAsync(3);
            await Wait.UntilAsync(
                async () => (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.job")) == 3 && !before.Notices.IsEmpty,
                "the notifier hangs");
        }

        await harness.AdvanceAsync(TimeSpan.FromMinutes(2));
        var after = new Notifier();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            Node.StartAsync(harness.DataSource, harness.Schema, receiver, services => Set(services, after))));

        await Wait.UntilAsync(async () => await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.job") == 0, "all is told");
        after.Notices.SelectMany(notice => notice.FailedDeliveries).Select(failed => failed.DeliveryId).Should().HaveCount(3)
            .And.OnlyHaveUniqueItems();
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_set_aside_because_somebody_edited_it_is_told_of()
    {
        await using var harness = new PostgreSqlHarness(server);
        await harness.Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        await using var node = new Node(harness.DataSource, harness.Schema, new Receiver());
        await node.PublishAsync(1);
        await harness.ExecuteAsync($"UPDATE {harness.Schema}.event SET body = NULL");

        await harness.Store.LeaseDueAsync(new(10, TimeSpan.FromMinutes(1)), Cancellation);

        var notice = (await harness.Jobs.LeaseAsync(new(JobKinds.FailureNotice, 10, TimeSpan.FromMinutes(1)), Cancellation))
            .Should().ContainSingle().Subject.Job;
        using var body = JsonDocument.Parse(notice.Body);
        body.RootElement.GetProperty("reason").GetString().Should().Be(DeliveryReasons.Unreadable);
        (await harness.History.FindDeliveryAsync(body.RootElement.GetProperty("deliveryId").GetString()!, Cancellation))!.State.Should().Be(
            DeliveryState.Failed);
    }

    private static void Set(IServiceCollection services, Notifier notifier) => services
        .AddSingleton<IDeliveryFailureNotifier>(notifier)
        .Configure<ZeroPathWebhooksOptions>(options =>
        {
            options.Retry = new() { Delays = [] };
            options.PollInterval = TimeSpan.FromMilliseconds(50);
        });
}
