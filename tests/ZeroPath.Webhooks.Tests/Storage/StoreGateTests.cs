using FluentAssertions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Routing;

namespace ZeroPath.Webhooks.Tests.Storage;

public class StoreGateTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ZeroPathWebhooksOptions _options = new();
    private readonly StoreGate _gate;

    public StoreGateTests() =>
        _gate = new(InMemoryStore.Create(_clock) with { IsDurable = true }, Options.Create(_options), _clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_for_a_silent_store_is_told_after_the_timeout()
    {
        var (call, waiting) = Begin();
        _clock.Advance(_options.StoreTimeout - TimeSpan.FromTicks(1));
        waiting.IsCompleted.Should().BeFalse();

        _clock.Advance(TimeSpan.FromTicks(1));

        await waiting.Awaiting(it => it).Should().ThrowAsync<WebhookStoreException>().WithMessage("*00:00:05 (StoreTimeout)*");
        call.Token.IsCancellationRequested.Should().BeTrue("what has not begun shall not be done");
    }

    [Fact]
    public async Task While_the_store_is_silent_one_asks_and_the_others_are_told_at_once()
    {
        await TimeOutAsync();

        var (probe, probing) = Begin();
        for (var i = 0; i < 3; i++)
        {
            await ShouldBeToldAtOnceAsync();
        }

        probe.Answer.SetResult(1);
        (await probing).Should().Be(1);
        var (one, first) = Begin();
        var (two, second) = Begin();
        one.Answer.SetResult(2);
        two.Answer.SetResult(3);
        (await Task.WhenAll(first, second)).Should().Equal([2, 3], "the store answers again");
    }

    [Fact]
    public async Task When_the_one_who_asks_is_left_waiting_too_the_next_one_asks()
    {
        await TimeOutAsync();
        await TimeOutAsync();

        var (probe, probing) = Begin();
        probe.Answer.SetResult(1);

        (await probing).Should().Be(1);
    }

    [Fact]
    public async Task Who_cancels_while_asking_leaves_it_to_the_next_one()
    {
        await TimeOutAsync();
        using var cancel = new CancellationTokenSource();
        var asking = _gate.AskAsync(token => new ValueTask<int>(new TaskCompletionSource<int>().Task), cancel.Token).AsTask();

        await cancel.CancelAsync();

        await asking.Awaiting(it => it).Should().ThrowAsync<OperationCanceledException>();
        var (probe, probing) = Begin();
        await ShouldBeToldAtOnceAsync();
        probe.Answer.SetResult(1);
        (await probing).Should().Be(1);
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_ends_the_silence()
    {
        var (call, waiting) = Begin();
        _clock.Advance(_options.StoreTimeout);
        await waiting.Awaiting(it => it).Should().ThrowAsync<WebhookStoreException>();

        call.Answer.SetResult(1);

        var (one, first) = Begin();
        var (two, second) = Begin();
        one.Answer.SetResult(2);
        two.Answer.SetResult(3);
        (await Task.WhenAll(first, second)).Should().Equal(2, 3);
    }

    [Fact]
    public async Task A_long_call_beside_others_that_are_answered_makes_no_silence()
    {
        var (_, waiting) = Begin();
        var (quick, answered) = Begin();
        quick.Answer.SetResult(1);
        await answered;
        _clock.Advance(_options.StoreTimeout);
        await waiting.Awaiting(it => it).Should().ThrowAsync<WebhookStoreException>();

        var (one, first) = Begin();
        var (two, second) = Begin();
        one.Answer.SetResult(2);
        two.Answer.SetResult(3);

        (await Task.WhenAll(first, second)).Should().Equal(2, 3);
    }

    [Fact]
    public async Task A_store_with_much_in_it_is_loaded_though_that_takes_longer_than_the_timeout()
    {
        var codec = new ResourceCodec(new PlainSecretProtector(), _options, WebhookFormats.BuiltIn);
        var resources = new SlowResources(_clock);
        await resources.Inner.ApplyAsync(
            [.. Enumerable.Range(0, 6 * RoutingLoad.PageSize)
                .Select(number => new ResourceEdit.Save(codec.RowOf(Given.Endpoint($"{number}")), 0))],
            ChangeOrigin.Code,
            Token);
        using var registry = new WebhookRegistry(
            Options.Create(_options), resources, new PlainSecretProtector(), WebhookFormats.BuiltIn);
        var start = _clock.GetUtcNow();

        var loading = registry.LoadAsync(_gate, Token).AsTask();
        while (await Task.WhenAny(loading, resources.Asked.Reader.WaitToReadAsync(Token).AsTask()) != loading
            && resources.Asked.Reader.TryRead(out var page))
        {
            // Whoever loads may be between one page and the next: two of them take less than the timeout.
            _clock.Advance(_options.StoreTimeout * 0.4);
            page.SetResult();
        }

        await loading;
        registry.Configuration.Endpoints.Should().HaveCount(6 * RoutingLoad.PageSize);
        (_clock.GetUtcNow() - start).Should().BeGreaterThan(_options.StoreTimeout);
    }

    [Fact]
    public async Task What_the_store_throws_is_inside()
    {
        await Failing(new IOException("The disk is gone.")).Should().ThrowAsync<WebhookStoreException>()
            .Where(it => it.InnerException is IOException && !it.Message.Contains("disk"));
        await Failing(new TimeoutException()).Should().ThrowAsync<WebhookStoreException>()
            .Where(it => it.InnerException is TimeoutException);
        await Failing(new OperationCanceledException()).Should().ThrowAsync<WebhookStoreException>("it was not the caller's token");
    }

    [Fact]
    public async Task What_is_the_callers_own_stays_as_it_is()
    {
        await Failing(new ArgumentException("It is blank.")).Should().ThrowAsync<ArgumentException>();
        await Failing(new IdempotencyConflictException("key", "evt_1")).Should().ThrowAsync<IdempotencyConflictException>();
        await Failing(new StoreUnusableException("Name another file.")).Should().ThrowAsync<StoreUnusableException>();
        await _gate.Awaiting(it => it.AskAsync(
            token => ValueTask.FromCanceled<int>(token), new CancellationToken(canceled: true)).AsTask())
            .Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_store_in_memory_is_asked_as_it_is()
    {
        var gate = new StoreGate(InMemoryStore.Create(_clock), Options.Create(_options), _clock);

        await gate.Awaiting(it => it.AskAsync<int>(_ => throw new IOException(), Token).AsTask()).Should().ThrowAsync<IOException>();
    }

    private Func<Task> Failing(Exception exception) =>
        () => _gate.AskAsync(_ => ValueTask.FromException<int>(exception), Token).AsTask();

    private (Call Call, Task<int> Waiting) Begin()
    {
        var call = new Call();
        var waiting = _gate.AskAsync(
            token =>
            {
                call.Token = token;
                return new ValueTask<int>(call.Answer.Task);
            },
            Token).AsTask();
        return (call, waiting);
    }

    private async Task TimeOutAsync()
    {
        var (_, waiting) = Begin();
        _clock.Advance(_options.StoreTimeout);
        await waiting.Awaiting(it => it).Should().ThrowAsync<WebhookStoreException>();
    }

    private async Task ShouldBeToldAtOnceAsync()
    {
        var (call, waiting) = Begin();
        await waiting.Awaiting(it => it).Should().ThrowAsync<WebhookStoreException>().WithMessage("*has not answered*");
        call.Token.Should().Be(CancellationToken.None, "the store was not asked");
    }

    private sealed class Call
    {
        public TaskCompletionSource<int> Answer { get; } = new();

        public CancellationToken Token { get; set; }
    }
}
