using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteNotificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _receiver.Dispose();
    }

    [Theory]
    [InlineData("is not called any more")]
    [InlineData("throws")]
    [InlineData("hangs")]
    public async Task A_delivery_failed_before_a_restart_is_told_of_after_it(string notifier)
    {
        _receiver.Status = HttpStatusCode.InternalServerError;
        var (before, after) = (new Notifier(), new Notifier());
        before.Answer = (_, _) => notifier == "throws" ? throw new IOException("No mail server.") : new TaskCompletionSource().Task;
        string[] published;
        await using (var first = NewNode(before, isCalled: notifier != "is not called any more"))
        {
            await first.StartAsync();
            published = await first.PublishAsync(3);
            await AdvanceUntilAsync(async () =>
                (await first.Store.Reader.ListDeliveriesAsync(new() { State = DeliveryState.Failed }, new(), Cancellation))
                    .Items.Count == 3);
            await AdvanceUntilAsync(() => Task.FromResult(notifier == "is not called any more" || !before.Notices.IsEmpty));
        }

        await using var second = NewNode(after, isCalled: true);
        await second.StartAsync();

        await AdvanceUntilAsync(() => Task.FromResult(after.Notices.Sum(notice => notice.FailedDeliveries.Count) == 3));
        after.Notices.SelectMany(notice => notice.FailedDeliveries).Select(failed => failed.Delivery!.EventId)
            .Should().BeEquivalentTo(published);
        after.Notices.Should().OnlyContain(notice => notice.EndpointId == "sink" && notice.EndpointName == "sink");
    }

    [Fact]
    public async Task An_endpoint_disabled_before_a_restart_is_told_of_after_it()
    {
        _receiver.Status = HttpStatusCode.Gone;
        await using (var first = NewNode(new Notifier(), isCalled: false))
        {
            await first.StartAsync();
            await first.PublishAsync(1);
            await AdvanceUntilAsync(() =>
                Task.FromResult(first.Services.GetRequiredService<WebhookRegistry>().Configuration.Endpoints[0].Enabled is false));
        }

        var after = new Notifier();
        await using var second = NewNode(after, isCalled: true);
        await second.StartAsync();

        await AdvanceUntilAsync(() => Task.FromResult(!after.Notices.IsEmpty));
        after.Notices.Should().ContainSingle().Which.Should().Match<FailureNotice>(notice =>
            notice.EndpointId == "sink" && notice.DisabledReason!.Contains("410") && notice.FailedDeliveries.Count == 0);
    }

    private Task AdvanceUntilAsync(Func<Task<bool>> isSo) => Wait.UntilAsync(
        async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return await isSo();
        },
        "what is to happen happened");

    private Node NewNode(Notifier notifier, bool isCalled) => new(
        _folder.ConnectionString,
        _receiver,
        options =>
        {
            options.Retry = new() { Delays = [] };
            options.PollInterval = TimeSpan.FromSeconds(1);

            // The clock races ahead: no attempt shall end by that.
            (options.AttemptTimeout, options.Lease) = (TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));
        },
        services =>
        {
            services.AddSingleton<TimeProvider>(_clock).AddSingleton<IDeliveryFailureNotifier>(notifier);
            if (!isCalled)
            {
                services.Remove(services.Single(service => service.ImplementationType?.Name == "FailureNoticeHandler"));
            }
        });
}
