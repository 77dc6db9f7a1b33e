using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Tests.Receiving;

/// <summary>The handlers of stored events, without a host, under a fake clock.</summary>
public sealed class WebhookHandlerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly ServiceCollection _collection = new();
    private readonly List<string> _runs = [];
    private ServiceProvider? _services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IJobStore Store => _services!.GetRequiredService<IJobStore>();

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Only_the_handlers_that_failed_are_run_again_and_their_jobs_say_why()
    {
        Add<ScanCompleteEvent>("first", _ => Task.CompletedTask);
        Add<WebhookEvent>("second", received =>
            received.Attempt < 3 ? throw new InvalidOperationException($"Attempt {received.Attempt}.") : Task.CompletedTask);
        Add<KnownEvent>("third", received => received.Attempt < 2 ? throw new TimeoutException("Too busy.") : Task.CompletedTask);
        await ReceiveAsync("first", "second", "third");

        await RunAsync();
        (await JobAsync("first")).Should().Match<Job>(job => job.State == JobState.Succeeded && job.Result == null);
        (await JobAsync("second")).Should().Match<Job>(job => job.State == JobState.Pending
            && job.Reason!.EndsWith("second threw InvalidOperationException: Attempt 1.", StringComparison.Ordinal));
        (await JobAsync("third")).Should().Match<Job>(job => job.State == JobState.Pending
            && job.Reason!.EndsWith("third threw TimeoutException: Too busy.", StringComparison.Ordinal));

        _clock.Advance(TimeSpan.FromSeconds(30));
        await RunAsync();
        (await JobAsync("second")).State.Should().Be(JobState.Pending);
        (await JobAsync("third")).Should().Match<Job>(job => job.State == JobState.Succeeded && job.Starts == 2);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await RunAsync();
        (await JobAsync("second")).Should().Match<Job>(job => job.State == JobState.Succeeded && job.Starts == 3 && job.Reason == null);
        _runs.Should().Equal("first", "second", "third", "second", "third", "second");
    }

    [Fact]
    public async Task A_handler_that_takes_too_long_has_failed_and_the_next_one_runs()
    {
        Add<WebhookEvent>("slow", async received =>
        {
            var waiting = new TaskCompletionSource().Task.WaitAsync(received.Cancellation);
            _clock.Advance(TimeSpan.FromMinutes(1));
            await waiting;
        });
        Add<WebhookEvent>("quick", _ => Task.CompletedTask);
        await ReceiveAsync("slow", "quick");

        await RunAsync();

        (await JobAsync("quick")).State.Should().Be(JobState.Succeeded);
        (await JobAsync("slow")).Reason.Should().Contain("slow threw TimeoutException: It took longer than 00:01:00.");
    }

    [Fact]
    public async Task A_host_that_stops_releases_the_event_and_what_was_done_stays_done()
    {
        using var stopping = new CancellationTokenSource();
        Add<WebhookEvent>("first", _ => Task.CompletedTask);
        Add<WebhookEvent>("second", async received =>
        {
            await stopping.CancelAsync();
            received.Cancellation.ThrowIfCancellationRequested();
        });
        await ReceiveAsync("first", "second");

        await _services!.GetRequiredService<JobDispatcher>().Awaiting(it => it.RunDueAsync(stopping.Token))
            .Should().ThrowAsync<OperationCanceledException>();

        (await JobAsync("first")).State.Should().Be(JobState.Succeeded);
        (await JobAsync("second"))
            .Should().Match<Job>(job => job.State == JobState.Pending && job.Starts == 0 && job.DueAt == _clock.GetUtcNow());
    }

    [Fact]
    public async Task An_event_for_a_handler_that_only_another_node_has_is_left_to_that_node()
    {
        Add<WebhookEvent>("mine", _ => Task.CompletedTask);
        await ReceiveAsync("mine", "another's");

        await RunAsync();

        _runs.Should().Equal("mine");
        (await JobAsync("mine")).State.Should().Be(JobState.Succeeded);
        (await JobAsync("another's")).Should().Match<Job>(job => job.State == JobState.Pending && job.Starts == 0);
    }

    [Fact]
    public async Task An_event_of_a_type_that_its_handler_does_not_handle_any_more_is_cancelled()
    {
        Add<ScanFailedEvent>("changed", _ => Task.CompletedTask);
        await ReceiveAsync("changed");

        await RunAsync();

        _runs.Should().BeEmpty();
        (await JobAsync("changed"))
            .Should().Match<Job>(job => job.State == JobState.Cancelled && job.Reason!.Contains("changed does not handle"));
    }

    [Fact]
    public async Task A_store_in_no_database_cannot_complete_in_a_transaction()
    {
        Add<WebhookEvent>("handler", received => received.CompleteAsync());
        await ReceiveAsync("handler");

        await RunAsync();

        (await JobAsync("handler")).Reason.Should().Contain("The store is in no database")
            .And.Contain("UseSqliteStore or UsePostgreSqlStore");
    }

    [Fact]
    public async Task A_handler_can_be_tested_without_a_store()
    {
        using var transaction = new OtherTransaction();
        var payload = EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample();
        var received = new ReceivedWebhook<ScanCompleteEvent> { Payload = payload, Id = "evt_1", ReceivedAt = _clock.GetUtcNow() };

        await received.CompleteAsync(transaction, Token);

        received.Event.Scan.Should().NotBeNull();
    }

    private void Add<TEvent>(string name, Func<Run, Task> handleAsync)
        where TEvent : WebhookEvent => _collection.AddZeroPathWebhooks().AddHandler<TEvent>(name, (_, received, cancellationToken) =>
        {
            _runs.Add(name);
            return handleAsync(
                new(received.Attempt, () => received.CompleteAsync(new OtherTransaction(), cancellationToken), cancellationToken));
        });

    private async Task ReceiveAsync(params string[] handlers)
    {
        _collection.AddSingleton<TimeProvider>(_clock).AddZeroPathWebhooks();
        _services = _collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        var now = _clock.GetUtcNow();
        await Store.AddAsync(
            [
                .. handlers.Select(handler => new Job
                {
                    Id = Ids.NewJob(now),
                    Kind = JobKinds.Received,
                    Handler = handler,
                    Key = "evt_1",
                    Body = WebhookJson.Write(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample()),
                    CreatedAt = now,
                }),
            ],
            null,
            Token);
    }

    private Task RunAsync() => _services!.GetRequiredService<JobDispatcher>().RunDueAsync(Token);

    private async Task<Job> JobAsync(string handler) => (await Store.ListAsync(new() { Handler = handler }, new(), Token)).Items.Single();

    private sealed record Run(int Attempt, Func<Task> CompleteAsync, CancellationToken Cancellation);
}
