using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

public class StoreWriterTests
{
    private readonly StoreWriter _writer = new();
    private readonly List<int> _written = [];
    private bool _isAway;

    [Fact]
    public async Task A_store_that_goes_away_while_one_item_is_looked_for_is_no_reason_to_refuse_the_others()
    {
        await FluentActions.Awaiting(WriteAsync).Should().ThrowAsync<IOException>("the first failure may be a moment's");

        await FluentActions.Awaiting(WriteAsync).Should().ThrowAsync<IOException>().WithMessage("away");

        _written.Should().NotBeEmpty();
    }

    /// <summary>Eight items, of which the last is bad. The store goes away when it has taken some.</summary>
    private Task WriteAsync() => _writer.WriteAsync(
        [0, 1, 2, 3, 4, 5, 6, 7],
        items =>
        {
            if (_isAway || items.Contains(7))
            {
                throw new IOException("refused");
            }

            _written.AddRange(items);
            _isAway = true;
            return Task.CompletedTask;
        },
        () => _isAway ? throw new IOException("away") : Task.CompletedTask,
        _ => [],
        TestContext.Current.CancellationToken);
}
