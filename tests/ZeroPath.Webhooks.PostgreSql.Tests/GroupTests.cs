using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class GroupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disposing_waits_for_what_is_queued()
    {
        var (asked, done) = (0, 0);
        var isDisposing = Gate();
        PostgreSqlGroup<int, int>? group = null;
        group = new(async work =>
        {
            await RefusesAsync();
            done += work.Count;
            return [.. work.Select(Task.FromResult)];
        });
        TryAsk();

        isDisposing.SetResult();
        group.Dispose();

        done.Should().Be(asked);

        // Returns when the group takes no more work, so that somebody is disposing of it.
        async Task RefusesAsync()
        {
            await isDisposing.Task;
            while (TryAsk())
            {
                await Task.Yield();
            }
        }

        bool TryAsk()
        {
            var isTaken = !group!.RunAsync(0, Cancellation).IsFaulted;
            asked += isTaken ? 1 : 0;
            return isTaken;
        }
    }

    [Fact]
    public async Task One_that_cannot_be_done_with_others_holds_up_neither_them_nor_the_next_group()
    {
        const int Stubborn = 13;
        var (first, alone) = (Gate(), Gate());
        using var group = new PostgreSqlGroup<int, int>(async work =>
        {
            await (work.Contains(0) ? first.Task : Task.CompletedTask);
            if (work.Contains(Stubborn))
            {
                await (work.Count == 1 ? alone.Task : throw new InvalidOperationException("Not with others."));
            }

            return [.. work.Select(Task.FromResult)];
        });
        var before = group.RunAsync(0, Cancellation);
        var stubborn = group.RunAsync(Stubborn, Cancellation);
        var others = Enumerable.Range(1, 5).Select(n => group.RunAsync(n, Cancellation)).ToList();

        first.SetResult();
        await before;
        (await Task.WhenAll(others)).Should().Equal(1, 2, 3, 4, 5);
        (await group.RunAsync(6, Cancellation)).Should().Be(6);
        stubborn.IsCompleted.Should().BeFalse();

        alone.SetResult();
        (await stubborn).Should().Be(Stubborn);
    }

    private static TaskCompletionSource Gate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
