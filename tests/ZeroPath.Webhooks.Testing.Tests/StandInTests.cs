using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Testing.Tests;

/// <summary>Applications that would rather fake the publisher than use the test bed can, with nothing but what is public.</summary>
public class StandInTests
{
    [Fact]
    public async Task A_stand_in_for_the_publisher_makes_results_of_its_own()
    {
        IWebhookPublisher publisher = new StandIn();

        var published = await publisher.PublishAsync(
            EventCatalog.All[0].CreateSample(), cancellationToken: TestContext.Current.CancellationToken);

        (published.EventId, published.IsRepeat).Should().Be(("evt_1", true));
        published.Decisions.Should().BeEmpty();
    }

    private sealed class StandIn : IWebhookPublisher
    {
        public Task<PublishResult> PublishAsync(
            WebhookEvent webhookEvent, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<PublishResult>> PublishAsync(
            IReadOnlyList<PublishRequest> requests, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<PublishResult>>([.. requests.Select(Answer)]);

        private static PublishResult Answer(PublishRequest request, int number) =>
            new() { EventId = $"evt_{number + 1}", Deliveries = [], IsRepeat = request.Payload is not null };
    }
}
