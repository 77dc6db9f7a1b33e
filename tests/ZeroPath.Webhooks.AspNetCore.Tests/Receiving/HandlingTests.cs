using System.Collections.Concurrent;
using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

/// <summary>Handlers that run while the sender waits, which is the mode without a durable store.</summary>
public class HandlingTests
{
    private static readonly TaskCompletionSource Never = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_gets_the_events_of_its_type_and_what_is_known_of_them()
    {
        var got = new ConcurrentQueue<ReceivedWebhook<ScanCompleteEvent>>();
        await using var bed = await ReceiverBed.StartAsync(handlesAll: false, configure: builder => builder
            .AddHandler<ScanCompleteEvent>("complete", (_, received, _) =>
            {
                got.Enqueue(received);
                return Task.CompletedTask;
            }));

        (await bed.StatusAsync(id: "evt_1")).Should().Be(200);
        (await bed.StatusAsync(Document("SCAN_STARTED"), id: "evt_2")).Should().Be(200, "there is nothing to be done with it");

        var received = got.Should().ContainSingle().Subject;
        (received.Id, received.Receiver, received.Attempt).Should().Be(("evt_1", "", 1));
        received.ReceivedAt.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        WebhookJson.Write(received.Payload).Should().Equal(ReceiverBed.Body);
        received.Event.Should().BeSameAs(received.Payload.Event);
    }

    [Fact]
    public async Task Every_handling_has_services_of_its_own()
    {
        await using var bed = await ReceiverBed.StartAsync(handlesAll: false, configure: builder => builder
            .AddHandler<ScanCompleteEvent, TypedHandler>()
            .AddHandler<WebhookEvent, TypedHandler>()
            .Services.AddScoped<Scoped>().AddSingleton<Seen>());

        await bed.StatusAsync(id: "1");
        await bed.StatusAsync(id: "2");

        var seen = bed.Services.GetRequiredService<Seen>().Scopes;
        seen.Should().HaveCount(4).And.OnlyHaveUniqueItems().And.OnlyContain(scope => scope.IsDisposed);
    }

    [Fact]
    public async Task Types_that_this_version_does_not_know_and_broken_ones_go_to_the_handlers_of_all_events()
    {
        await using var bed = await ReceiverBed.StartAsync();

        (await bed.StatusAsync(Document("SOMETHING_NEW"), id: "1")).Should().Be(200);
        (await bed.StatusAsync(Document("SCAN_FAILED"), id: "2")).Should().Be(200);

        bed.Handled.Select(received => received.Event).Should().AllBeOfType<UnknownEvent>();
        bed.Handled.Select(received => received.Event.Type.Name).Should().Equal("SOMETHING_NEW", "SCAN_FAILED");
        bed.Handled.Select(received => ((UnknownEvent)received.Event).Problems.Count > 0).Should().Equal(false, true);
    }

    [Fact]
    public async Task A_strict_receiver_refuses_broken_documents_and_still_accepts_unknown_types()
    {
        await using var bed = await ReceiverBed.StartAsync(options =>
        {
            options.AllowAnonymous = true;
            options.Strict = true;
        });

        (await bed.StatusAsync(Document("SOMETHING_NEW"))).Should().Be(200);
        using var response = await bed.PostAsync(Document("SCAN_FAILED"));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("$.event.error").And.Contain("required");
        bed.Handled.Should().ContainSingle();
    }

    [Fact]
    public async Task A_test_is_acknowledged_and_not_handled()
    {
        await using var bed = await ReceiverBed.StartAsync();

        (await bed.StatusAsync(id: "1", change: request => request.Headers.Add("zeropath-test", "true"))).Should().Be(200);
        (await bed.StatusAsync(id: "1")).Should().Be(200);

        bed.Handled.Should().ContainSingle("a test does not take an event's place");
    }

    [Fact]
    public async Task An_event_is_handled_once_by_its_id_or_without_one_by_its_content()
    {
        await using var bed = await ReceiverBed.StartAsync();
        var later = System.Text.Encoding.UTF8.GetString(ReceiverBed.Body).Replace("\"time\":", "\"time\":1", StringComparison.Ordinal);

        (await bed.StatusAsync(id: "1")).Should().Be(200);
        (await bed.StatusAsync(id: "1")).Should().Be(200);
        (await bed.StatusAsync()).Should().Be(200);
        (await bed.StatusAsync(System.Text.Encoding.UTF8.GetBytes(later))).Should().Be(200);
        (await bed.StatusAsync(Document("SCAN_STARTED"))).Should().Be(200);

        bed.Handled.Select(received => received.Id[..1]).Should().Equal("1", "s", "s");
    }

    [Fact]
    public async Task Fifty_identical_requests_at_once_run_the_handler_once()
    {
        await using var bed = await ReceiverBed.StartAsync();
        var go = new TaskCompletionSource();
        bed.Handle = (_, _) => go.Task;

        var requests = Enumerable.Range(0, 50).Select(_ => bed.PostAsync(id: "1")).ToList();

        // All but the one that runs are answered while it runs.
        var answered = new List<HttpResponseMessage>();
        await foreach (var request in Task.WhenEach(requests).Take(49).WithCancellation(Token))
        {
            answered.Add(await request);
        }

        answered.Should().OnlyContain(response =>
            response.StatusCode == HttpStatusCode.Conflict && response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        go.SetResult();
        (await Task.WhenAll(requests)).Should().ContainSingle(response => response.StatusCode == HttpStatusCode.OK);
        (await bed.StatusAsync(id: "1")).Should().Be(200);
        bed.Handled.Should().ContainSingle();
    }

    [Fact]
    public async Task A_handler_that_throws_is_run_again_when_the_event_comes_again()
    {
        await using var bed = await ReceiverBed.StartAsync();
        bed.Handle = (_, _) => throw new InvalidOperationException("canary");

        using (var response = await bed.PostAsync(id: "1"))
        {
            response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
            response.Headers.RetryAfter!.Delta.Should().BePositive();
            (await response.Content.ReadAsStringAsync(Token)).Should().NotContain("canary");
        }

        bed.Handle = (_, _) => Task.CompletedTask;
        (await bed.StatusAsync(id: "1")).Should().Be(200);
        (await bed.StatusAsync(id: "1")).Should().Be(200);
        bed.Handled.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_handler_that_succeeded_is_not_run_again_with_one_that_failed()
    {
        var runs = new ConcurrentQueue<string>();
        var fails = true;
        await using var bed = await ReceiverBed.StartAsync(handlesAll: false, configure: builder => builder
            .AddHandler<ScanCompleteEvent>("first", (_, _, _) => RunAsync("first", fails: false))
            .AddHandler<WebhookEvent>("second", (_, _, _) => RunAsync("second", fails))
            .AddHandler<KnownEvent>("third", (_, _, _) => RunAsync("third", fails: false)));

        (await bed.StatusAsync(id: "1")).Should().Be(500);
        (await bed.StatusAsync(id: "1")).Should().Be(500);
        fails = false;
        (await bed.StatusAsync(id: "1")).Should().Be(200);
        (await bed.StatusAsync(id: "1")).Should().Be(200);

        runs.Should().Equal("first", "second", "third", "second", "second");

        Task RunAsync(string name, bool fails)
        {
            runs.Enqueue(name);
            return fails ? throw new InvalidOperationException("It fails.") : Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_handler_that_takes_too_long_is_cancelled_and_has_failed()
    {
        await using var bed = await ReceiverBed.StartAsync(configure: builder => builder.Configure(options =>
            options.Handlers = options.Handlers with { Timeout = TimeSpan.FromMilliseconds(50) }));
        bed.Handle = (_, cancellationToken) => Never.Task.WaitAsync(cancellationToken);

        (await bed.StatusAsync(id: "1")).Should().Be(500);

        bed.Handle = (_, _) => Task.CompletedTask;
        (await bed.StatusAsync(id: "1")).Should().Be(200);
    }

    [Fact]
    public async Task A_sender_that_hangs_up_does_not_stop_the_handler()
    {
        await using var bed = await ReceiverBed.StartAsync();
        var (started, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        bed.Handle = async (_, cancellationToken) =>
        {
            started.TrySetResult();
            await go.Task.WaitAsync(cancellationToken);
        };
        using (var connection = await bed.ConnectAsync())
        {
            await connection.SendAsync(
                $"{RawConnection.Head}Authorization: {ReceiverBed.Token}\r\nwebhook-id: 1\r\nContent-Length: "
                    + $"{ReceiverBed.Body.Length}\r\n\r\n");
            await connection.SendAsync(ReceiverBed.Body);
            await started.Task.WaitAsync(Token);
        }

        (await bed.StatusAsync(id: "1")).Should().Be(409);
        go.SetResult();

        await Wait.UntilAsync(async () => await bed.StatusAsync(id: "1") == 200, "the handler has ended");
        bed.Handled.Should().ContainSingle();
    }

    [Fact]
    public async Task A_host_that_stops_waits_and_then_cancels_the_handler_and_lets_the_event_come_again()
    {
        await using var bed = await ReceiverBed.StartAsync();
        var (started, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        bed.Handle = async (_, cancellationToken) =>
        {
            started.SetResult();
            await Never.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
            cancellationToken.ThrowIfCancellationRequested();
        };
        var store = bed.Store;
        var request = bed.PostAsync(id: "1");
        await started.Task.WaitAsync(Token);

        await bed.StopAsync();

        await cancelled.Task.WaitAsync(Token);
        await Wait.UntilAsync(
            async () => (await store.ListAsync(new() { Kind = "received_inline" }, new(), Token))
                .Items.Count == 0, "the claim is released");
        await request.Awaiting(task => task).Should().ThrowAsync<HttpRequestException>();
    }

    private static byte[] Document(string type) => System.Text.Encoding.UTF8.GetBytes($$$"""
        {"time":1,"host":"zeropath.com","source":"zeropath","sourcetype":"{{{type}}}",
         "event":{"timestamp":"2026-01-01T00:00:00Z","organization":{"id":"org_1"},"repository":{"id":"r","name":"n"}}
        }
        """);

    internal sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    internal sealed class Seen
    {
        public ConcurrentQueue<Scoped> Scopes { get; } = new();
    }

    internal sealed class TypedHandler(Scoped scoped, Seen seen) : IWebhookHandler<ScanCompleteEvent>, IWebhookHandler<WebhookEvent>
    {
        public Task HandleAsync(ReceivedWebhook<ScanCompleteEvent> received, CancellationToken cancellationToken) => SeeAsync();

        public Task HandleAsync(ReceivedWebhook<WebhookEvent> received, CancellationToken cancellationToken) => SeeAsync();

        private Task SeeAsync()
        {
            seen.Scopes.Enqueue(scoped);
            return Task.CompletedTask;
        }
    }
}
