using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>Servers that end connections which they said they would keep (D50).</summary>
[Collection(nameof(Alone))]
public class ReusedConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_ends_each_connection_after_an_answer_costs_no_attempt()
    {
        await using var server = new ClosingServer(_ => 1);
        await using var bed = new NetworkBed(server.Url);

        var attempts = new List<DeliveryAttempt>();
        for (var i = 0; i < 30; i++)
        {
            attempts.Add(await bed.SendAsync());
        }

        attempts.Should().OnlyContain(attempt => attempt.Outcome == AttemptOutcome.Accepted && attempt.Number == 1);
        server.Answered.Should().Be(30);
        server.Broken.Should().Be(15, "each second request goes to a connection that was used before");
        attempts.Count(attempt => attempt.Detail is not null).Should().Be(server.Broken);
    }

    [Fact]
    public async Task An_attempt_whose_request_was_made_twice_says_so()
    {
        await using var server = new ClosingServer(connection => connection == 1 ? 1 : null);
        await using var bed = new NetworkBed(server.Url);
        await bed.SendAsync();

        var attempt = await bed.SendAsync();

        attempt.Should().BeEquivalentTo(new { Number = 1, Outcome = AttemptOutcome.Accepted, StatusCode = 200 });
        attempt.Detail.Should().Contain("once more");
    }

    [Fact]
    public async Task Broken_again_on_a_new_connection_the_attempt_is_unknown_and_no_third_request_is_made()
    {
        await using var server = new ClosingServer(connection => connection == 1 ? 1 : 0);
        await using var bed = new NetworkBed(server.Url);
        await bed.SendAsync();

        var attempt = await bed.SendAsync();

        (attempt.Outcome, attempt.StatusCode).Should().Be((AttemptOutcome.Unknown, null));
        (server.Answered, server.Broken, server.Connections).Should().Be((1, 2, 2));
    }

    [Fact]
    public async Task A_new_connection_that_breaks_is_not_repeated()
    {
        await using var server = new ClosingServer(_ => 0);
        await using var bed = new NetworkBed(server.Url);

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Unknown);

        (server.Broken, server.Connections).Should().Be((1, 1));
    }

    [Fact]
    public async Task Other_idle_connections_that_may_be_dead_too_are_not_tried()
    {
        // Eight connections at once, each good for one answer; what is used afterwards is new.
        await using var server = new ClosingServer(connection => connection <= 8 ? 1 : null);
        await using var bed = new NetworkBed(server.Url);
        await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => bed.Get<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token)));
        await bed.Get<DeliveryDispatcher>().DispatchDueAsync(Token);

        for (var i = 0; i < 8; i++)
        {
            (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Accepted);
        }
    }

    [Fact]
    public async Task A_test_send_is_repeated_too()
    {
        await using var server = new ClosingServer(connection => connection == 1 ? 1 : null);
        await using var bed = new NetworkBed(server.Url);
        await bed.SendAsync();

        var attempt = await bed.Get<WebhookOperations>().SendTestAsync("a", cancellationToken: Token);

        attempt.Outcome.Should().Be(AttemptOutcome.Accepted);
    }

    [Fact]
    public async Task A_request_that_hangs_on_a_reused_connection_is_made_once()
    {
        var requests = 0;
        await using var server = new RawServer(async (stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), token);
            await stream.ReadAtLeastAsync(new byte[1], 1, cancellationToken: token);
            Interlocked.Increment(ref requests);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        await using var bed = new NetworkBed(
            server.Url, configure: builder => builder.Configure(options => options.AttemptTimeout = TimeSpan.FromSeconds(1)));
        await bed.SendAsync();

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Timeout);

        (requests, server.Requests.Count).Should().Be((1, 1));
    }
}
