using System.Threading.Channels;
using FluentAssertions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests;

public sealed class RetentionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly ZeroPathWebhooksOptions _options = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_older_than_it_is_to_be_kept_is_removed_and_the_rest_stays()
    {
        await using var bed = new DeliveryBed();
        var old = await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromDays(60));
        var younger = await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromDays(31));
        var reader = bed.Get<WebhookHistory>();
        var service = bed.Get<IEnumerable<IHostedService>>().OfType<RetentionService>().Single();

        await service.StartAsync(Token);
        await AdvanceUntilAsync(bed.Clock, async () => (await reader.FindEventAsync(younger.EventId, Token))!.Body.IsEmpty);

        (await reader.FindEventAsync(old.EventId, Token)).Should().BeNull();
        (await reader.FindEventAsync(younger.EventId, Token))!.Deliveries.Should().ContainSingle();
        await service.StopAsync(Token);
    }

    [Fact]
    public async Task Handled_events_are_kept_for_a_day_what_was_given_up_and_other_jobs_for_30_and_pending_ones_for_ever()
    {
        await using var bed = new DeliveryBed();
        var jobs = bed.Get<IJobStore>();
        foreach (var kind in new[] { JobKinds.Received, JobKinds.ReceivedInline, JobKinds.Execution, JobKinds.Redelivery,
            JobKinds.FailureNotice })
        {
            foreach (var transition in new[] { JobTransition.Succeeded(), JobTransition.Failed("It failed."), JobTransition.Released })
            {
                var job = new Job { Id = $"{kind}/{transition.State}", Kind = kind, Body = default, CreatedAt = bed.Clock.GetUtcNow() };
                await jobs.RecordAsync((await jobs.AddAsync([job], TimeSpan.FromMinutes(1), Token))[0].Lease!, transition, Token);
            }
        }

        var service = bed.Get<IEnumerable<IHostedService>>().OfType<RetentionService>().Single();
        await service.StartAsync(Token);
        (await CountAsync()).Should().Be(15);
        bed.Clock.Advance(TimeSpan.FromDays(1));
        await AdvanceUntilAsync(bed.Clock, async () => await CountAsync() == 13);
        bed.Clock.Advance(TimeSpan.FromDays(29));
        await AdvanceUntilAsync(bed.Clock, async () => await CountAsync() == 5);

        (await jobs.ListAsync(new(), new(), Token)).Items.Should().OnlyContain(job => job.State == JobState.Pending);
        await service.StopAsync(Token);

        async Task<int> CountAsync() => (await jobs.ListAsync(new(), new(), Token)).Items.Count;
    }

    [Fact]
    public async Task It_goes_in_bounded_steps_each_with_a_pause_as_long_until_nothing_is_left_and_begins_again_after_the_interval()
    {
        var operations = new Operations(RetentionService.BatchSize, 7, 0, 0) { Clock = _clock };
        using var service = Service(operations);

        await service.StartAsync(Token);
        for (var i = 0; i < 4; i++)
        {
            await AdvanceUntilAsync(_clock, () => Task.FromResult(operations.Steps.Reader.Count > i));
        }

        await service.StopAsync(Token);
        var steps = await operations.Steps.Reader.ReadAllAsync(Token).Take(4).ToListAsync(Token);
        steps.Should().AllSatisfy(step => step.Max.Should().Be(RetentionService.BatchSize));
        steps.Should().AllSatisfy(step => step.Policy.Should().BeSameAs(_options.Retention));
        Pause(0).Should().BeGreaterThanOrEqualTo(Operations.Time);
        Pause(1).Should().BeGreaterThanOrEqualTo(Operations.Time);
        Pause(2).Should().BeGreaterThanOrEqualTo(_options.RetentionInterval);

        TimeSpan Pause(int after) => steps[after + 1].Start - steps[after].End;
    }

    [Fact]
    public async Task A_store_that_throws_is_told_and_asked_again_after_the_interval()
    {
        var operations = new Operations(-1, 0);
        var log = new Journal();
        using var service = Service(operations, log);

        await service.StartAsync(Token);
        await AdvanceUntilAsync(_clock, () => Task.FromResult(operations.Steps.Reader.Count == 2));

        log.Lines.Should().ContainSingle().Which.Should().Contain("tried again in 01:00:00");
        await service.StopAsync(Token);
        service.ExecuteTask!.IsFaulted.Should().BeFalse();
    }

    [Fact]
    public async Task Who_keeps_everything_for_ever_has_figures_merged_and_nothing_purged()
    {
        _options.Retention = new() { Payloads = null, Attempts = null, Events = null, Received = null, Jobs = null, History = null };
        var operations = new Operations { Mergeable = 2 };
        using var service = Service(operations);

        await service.StartAsync(Token);

        await AdvanceUntilAsync(_clock, () => Task.FromResult(operations.Mergeable < 0));
        operations.Steps.Reader.Count.Should().Be(0);
        await service.StopAsync(Token);
    }

    private static async Task AdvanceUntilAsync(FakeTimeProvider clock, Func<Task<bool>> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(Patience);
            clock.Advance(Operations.Time);
            await Task.Yield();
        }
    }

    private RetentionService Service(Operations operations, Journal? log = null) =>
        new(operations, InMemoryStore.Create(_clock).Jobs, Options.Create(_options), _clock, log ?? new Journal());

    /// <summary>Answers a purge with these numbers, one after the other; a negative one is an exception.</summary>
    private sealed class Operations(params int[] answers) : IDeliveryOperations
    {
        /// <summary>How long a step takes.</summary>
        public static readonly TimeSpan Time = TimeSpan.FromMilliseconds(100);

        private int _next;

        public FakeTimeProvider Clock { get; init; } = new();

        public Channel<(RetentionPolicy Policy, int Max, DateTimeOffset Start, DateTimeOffset End)> Steps { get; } =
            Channel.CreateUnbounded<(RetentionPolicy, int, DateTimeOffset, DateTimeOffset)>();

        public ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken)
        {
            var answer = _next < answers.Length ? answers[_next++] : 0;
            var start = Clock.GetUtcNow();
            Clock.Advance(Time);
            Steps.Writer.TryWrite((policy, max, start, Clock.GetUtcNow()));
            return answer < 0 ? throw new IOException("The store was told to fail.") : new(answer);
        }

        /// <summary>In how many steps figures can be merged yet; less than none when the store has said that none is left.</summary>
        public int Mergeable { get; set; }

        public ValueTask<int> MergeFiguresAsync(int max, CancellationToken cancellationToken) => new(Mergeable-- > 0 ? max : 0);

        public ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class Journal : ILogger<RetentionService>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
