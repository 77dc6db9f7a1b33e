using System.Collections.Concurrent;
using FluentAssertions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

/// <summary>The mode with a durable store, here a SQLite file.</summary>
public sealed class InboxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_is_accepted_before_it_is_handled_and_known_when_it_comes_again()
    {
        await using var bed = await StartAsync();
        var go = new TaskCompletionSource();
        bed.Handle = (_, _) => go.Task;

        (await bed.StatusAsync(id: "1")).Should().Be(202);
        (await bed.StatusAsync(id: "1")).Should().Be(200);
        go.SetResult();

        var job = await SettledAsync(bed, "1");
        (job.State, job.Starts, job.OrganizationId).Should().Be((JobState.Succeeded, 1, "org_123"));
        (await bed.StatusAsync(id: "1")).Should().Be(200);
        bed.Handled.Should().ContainSingle();
    }

    [Fact]
    public async Task Fifty_identical_requests_at_once_run_the_handler_once()
    {
        await using var bed = await StartAsync();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => bed.StatusAsync(id: "1")));

        statuses.Where(status => status == 202).Should().ContainSingle();
        statuses.Should().OnlyContain(status => status == 202 || status == 200);
        await SettledAsync(bed, "1");
        bed.Handled.Should().ContainSingle();
    }

    [Fact]
    public async Task A_handler_that_throws_is_run_again_by_the_schedule_until_the_event_has_failed_visibly()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var bed = await StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        bed.Handle = (received, _) => throw new InvalidOperationException($"Not {received.Attempt}.");

        (await bed.StatusAsync(id: "1")).Should().Be(202);
        var looks = 0;
        for (var attempt = 1; attempt <= 7; attempt++)
        {
            await Wait.UntilAsync(() => GoOn() && bed.Handled.Count == attempt, $"attempt {attempt} is made");
            await Wait.UntilAsync(
                async () => (await JobAsync(bed, "1")).Reason?.Contains($"Not {attempt}.") == true, "its end is recorded");
            clock.Advance(TimeSpan.FromMinutes(16));
        }

        var job = await SettledAsync(bed, "1");
        job.State.Should().Be(JobState.Failed);
        job.Reason.Should().Contain("all threw InvalidOperationException: Not 7.");

        bed.Handle = (_, _) => Task.CompletedTask;
        (await bed.Store.RetryAsync(job.Id, Token)).Should().BeTrue();
        clock.Advance(TimeSpan.FromMinutes(1));
        await Wait.UntilAsync(async () => GoOn() && (await JobAsync(bed, "1")).State == JobState.Succeeded, "it is run again");

        // The pump may have looked before the clock went on, and set its timer after.
        bool GoOn()
        {
            clock.Advance(++looks % 20 == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
            return true;
        }
    }

    [Fact]
    public async Task A_node_without_a_handler_leaves_what_waits_for_it_to_one_that_has_it()
    {
        var ran = new ConcurrentQueue<string>();
        await using (var receiving = await StartAsync(
            builder => builder.AddHandler<WebhookEvent>("ours", (_, _, _) => throw new InvalidOperationException("Not yet.")),
            handlesAll: false))
        {
            (await receiving.StatusAsync(id: "1")).Should().Be(202);
            await Wait.UntilAsync(async () => (await JobAsync(receiving, "1", "ours")).Reason is not null, "it is tried");
        }

        await using (var other = await StartAsync(
            builder => builder.AddHandler<WebhookEvent>("theirs", (_, _, _) => Note("theirs")), handlesAll: false))
        {
            await RetryAtOnceAsync(other, "ours");
            (await other.Services.GetRequiredService<JobDispatcher>().RunDueAsync(Token)).Should().Be(0);
            (await JobAsync(other, "1", "ours")).State.Should().Be(JobState.Pending);
        }

        await using var one = await StartAsync(
            builder => builder.AddHandler<WebhookEvent>("ours", (_, _, _) => Note("ours")), handlesAll: false);
        (await SettledAsync(one, "1", "ours")).State.Should().Be(JobState.Succeeded);
        ran.Should().Equal("ours");

        Task Note(string handler)
        {
            ran.Enqueue(handler);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task What_was_accepted_is_handled_after_a_restart_by_the_handlers_that_were_not_done()
    {
        var runs = new ConcurrentQueue<string>();
        await using (var bed = await StartAsync(Add("first", _ => Task.CompletedTask, "second", WaitAsync), handlesAll: false))
        {
            (await bed.StatusAsync(id: "1")).Should().Be(202);
            await Wait.UntilAsync(() => runs.Contains("second"), "the second handler is under way");
        }

        await using var restarted = await StartAsync(
            Add("first", _ => Task.CompletedTask, "second", _ => Task.CompletedTask), handlesAll: false);
        await SettledAsync(restarted, "1", "second");

        runs.Order().Should().Equal("first", "second", "second");

        static Task WaitAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);

        Action<ZeroPathWebhooksBuilder> Add(
            string first, Func<CancellationToken, Task> firstAsync, string second, Func<CancellationToken, Task> secondAsync) =>
            builder => builder
                .AddHandler<ScanCompleteEvent>(first, (_, _, cancellationToken) => RunAsync(first, firstAsync(cancellationToken)))
                .AddHandler<WebhookEvent>(second, (_, _, cancellationToken) => RunAsync(second, secondAsync(cancellationToken)));

        Task RunAsync(string name, Task task)
        {
            runs.Enqueue(name);
            return task;
        }
    }

    [Theory]
    [InlineData(ReceivingMode.Inbox)]
    [InlineData(ReceivingMode.Inline)]
    public async Task Effect_and_note_are_committed_in_the_handlers_own_transaction(ReceivingMode mode)
    {
        await using var application = new SqliteConnection($"Data Source={_folder.Store};Default Timeout=30");
        await application.OpenAsync(Token);
        await ExecuteAsync(application, "CREATE TABLE effect (who TEXT)");
        var failsAfterEffect = true;
        await using var bed = await StartAsync(
            builder => builder
                .AddHandler<ScanCompleteEvent>("first", (_, received, cancellationToken) =>
                    WriteAsync("first", received, cancellationToken))
                .AddHandler<WebhookEvent>("second", (_, received, cancellationToken) => WriteAsync("second", received, cancellationToken)),
            mode,
            handlesAll: false);

        var status = await bed.StatusAsync(id: "1");
        if (mode == ReceivingMode.Inline)
        {
            status.Should().Be(500);
            (await EffectsAsync()).Should().Equal(["second"], "what the first one wrote has vanished");
            failsAfterEffect = false;
            (await bed.StatusAsync(id: "1")).Should().Be(200);
        }
        else
        {
            status.Should().Be(202);
            await Wait.UntilAsync(async () => (await JobAsync(bed, "1", "first")).Reason is not null, "the first handler has failed");
            await SettledAsync(bed, "1", "second");
            failsAfterEffect = false;
            await RunDueAgainAsync(bed, "first");
        }

        (await EffectsAsync()).Should().Equal("second", "first");
        (await bed.StatusAsync(id: "1")).Should().Be(200);
        (await EffectsAsync()).Should().HaveCount(2);

        async Task WriteAsync<TEvent>(string name, ReceivedWebhook<TEvent> received, CancellationToken cancellationToken)
            where TEvent : WebhookEvent
        {
            await using var connection = new SqliteConnection($"Data Source={_folder.Store};Default Timeout=30");
            await connection.OpenAsync(cancellationToken);
            await using var transaction = connection.BeginTransaction();
            await ExecuteAsync(connection, $"INSERT INTO effect VALUES ('{name}')", transaction);
            await received.CompleteAsync(transaction, cancellationToken);
            if (name == "first" && failsAfterEffect)
            {
                throw new InvalidOperationException("It fails after its effect and before its commit.");
            }

            await transaction.CommitAsync(cancellationToken);
        }

        async Task<List<string>> EffectsAsync()
        {
            await using var command = application.CreateCommand();
            command.CommandText = "SELECT who FROM effect ORDER BY rowid";
            await using var reader = await command.ExecuteReaderAsync(Token);
            var effects = new List<string>();
            while (await reader.ReadAsync(Token))
            {
                effects.Add(reader.GetString(0));
            }

            return effects;
        }
    }

    [Fact]
    public async Task Who_has_lost_an_event_cannot_complete_it()
    {
        await using var bed = await StartAsync();
        var failure = new TaskCompletionSource<Exception>();
        bed.Handle = async (received, _) =>
        {
            var job = (await bed.Store.ListAsync(new() { Kind = JobKinds.Received }, new(), CancellationToken.None)).Items.Single();
            await bed.Store.CancelAsync(job.Id, "By an operator.", CancellationToken.None);
            await using var connection = new SqliteConnection($"Data Source={_folder.Store};Default Timeout=30");
            await connection.OpenAsync(CancellationToken.None);
            await using var transaction = connection.BeginTransaction();
            failure.SetResult(
                (await received.Awaiting(it => it.CompleteAsync(transaction)).Should().ThrowAsync<InvalidOperationException>()).Which);
        };

        (await bed.StatusAsync(id: "1")).Should().Be(202);

        (await failure.Task.WaitAsync(Token)).Message.Should().Contain("gone to somebody else").And.Contain("Roll the transaction back");
    }

    [Fact]
    public async Task A_store_that_is_away_is_503_and_the_event_can_come_again()
    {
        await using var bed = await StartAsync();
        await using var application = new SqliteConnection($"Data Source={_folder.Store};Default Timeout=0");
        await application.OpenAsync(Token);
        await ExecuteAsync(application, "ALTER TABLE zeropath_job RENAME TO away");

        using (var response = await bed.PostAsync(id: "1"))
        {
            ((int)response.StatusCode).Should().Be(503);
            response.Headers.RetryAfter!.Delta.Should().BePositive();
            (await response.Content.ReadAsStringAsync(Token)).Should().NotContainEquivalentOf("sqlite").And.NotContain("zeropath_");
        }

        await ExecuteAsync(application, "ALTER TABLE away RENAME TO zeropath_job");
        (await bed.StatusAsync(id: "1")).Should().Be(202);
        await SettledAsync(bed, "1");
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_503_within_the_timeout_for_all_who_wait_for_it()
    {
        await using var bed = await StartAsync(builder =>
            builder.Configure(options => options.StoreTimeout = TimeSpan.FromMilliseconds(300)));
        await using var application = new SqliteConnection($"Data Source={_folder.Store}");
        await application.OpenAsync(Token);
        await using (application.BeginTransaction())
        {
            // The file is locked: without the timeout that would be waited for, half a minute each.
            var statuses = Enumerable.Range(0, 20).Select(i => bed.StatusAsync(id: $"{i}"));
            (await Task.WhenAll(statuses).WaitAsync(TimeSpan.FromSeconds(20), Token)).Should().OnlyContain(status => status == 503);
        }

        await Wait.UntilAsync(async () => await bed.StatusAsync(id: "1") is 202 or 200, "the store answers again");
        await SettledAsync(bed, "1");
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<Job> JobAsync(ReceiverBed bed, string id, string handler = "all") =>
        (await bed.Store.ListAsync(new() { Kind = JobKinds.Received, Handler = handler }, new(), Token)).Items.Single(job => job.Key == id);

    private static async Task<Job> SettledAsync(ReceiverBed bed, string id, string handler = "all")
    {
        await Wait.UntilAsync(async () => (await JobAsync(bed, id, handler)).State != JobState.Pending, "the event is settled");
        return await JobAsync(bed, id, handler);
    }

    private static async Task RunDueAgainAsync(ReceiverBed bed, string handler)
    {
        await RetryAtOnceAsync(bed, handler);
        await SettledAsync(bed, "1", handler);
    }

    private static async Task RetryAtOnceAsync(ReceiverBed bed, string handler)
    {
        // A retry would be made in half a minute.
        var job = await JobAsync(bed, "1", handler);
        await bed.Store.CancelAsync(job.Id, "To be run again at once.", Token);
        await bed.Store.RetryAsync(job.Id, Token);
    }

    private Task<ReceiverBed> StartAsync(
        Action<ZeroPathWebhooksBuilder>? configure = null, ReceivingMode? mode = null, bool handlesAll = true) => ReceiverBed.StartAsync(
        options =>
        {
            options.Headers["Authorization"] = [ReceiverBed.Token];
            options.Mode = mode;
        },
        builder =>
        {
            builder.Configure(options => options.PollInterval = TimeSpan.FromMilliseconds(200)).UseSqliteStore(_folder.ConnectionString);
            configure?.Invoke(builder);
        },
        handlesAll: handlesAll);
}
