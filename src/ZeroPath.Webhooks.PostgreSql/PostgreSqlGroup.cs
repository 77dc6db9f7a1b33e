using System.Threading.Channels;
using Npgsql;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Group commit: what callers ask for while one group is under way makes the next group, which is one transaction. Each caller is answered
/// when that is durable.
/// </summary>
internal sealed class PostgreSqlGroup<TWork, TResult> : IDisposable
{
    private const int MaxGroup = 256;

    private readonly Channel<Item> _queue = Channel.CreateUnbounded<Item>();
    private readonly Func<IReadOnlyList<TWork>, Task<IReadOnlyList<Task<TResult>>>> _run;

    /// <param name="run">Does the work of a group in one transaction. A refusal is a faulted task among the results, and no exception.</param>
    /// <param name="atOnce">
    /// How many groups may be under way: with two, those who ask again at once, when they are answered, do not wait for the first of them.
    /// </param>
    public PostgreSqlGroup(Func<IReadOnlyList<TWork>, Task<IReadOnlyList<Task<TResult>>>> run, int atOnce = 1)
    {
        _run = run;

        // What happens to be ambient where the store is made, a trace or a TransactionScope, is not the groups'.
        using (ExecutionContext.SuppressFlow())
        {
            for (var i = 0; i < atOnce; i++)
            {
                _ = RunGroupsAsync();
            }
        }
    }

    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Cancels as long as it waits for its group to begin.</param>
    public async Task<TResult> RunAsync(TWork work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var item = new Item(work);
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(item), this);
        using var registration = cancellationToken.Register(() =>
        {
            if (item.TryTake())
            {
                item.Done.SetCanceled(cancellationToken);
            }
        });
        return await item.Done.Task.ConfigureAwait(false);
    }

    /// <summary>What is queued is still done.</summary>
    public void Dispose() => _queue.Writer.TryComplete();

    private async Task RunGroupsAsync()
    {
        var reader = _queue.Reader;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var group = new List<Item>();
            while (group.Count < MaxGroup && reader.TryRead(out var item))
            {
                if (item.TryTake())
                {
                    group.Add(item);
                }
            }

            await (group.Count == 0 ? Task.CompletedTask : RunGroupAsync(group)).ConfigureAwait(false);
        }
    }

    private async Task RunGroupAsync(List<Item> group)
    {
        try
        {
            var results = await _run(group.ConvertAll(item => item.Work)).ConfigureAwait(false);
            for (var i = 0; i < group.Count; i++)
            {
                group[i].Done.SetFromTask(results[i]);
            }
        }
        catch (Exception e) when (group.Count > 1 && e is not NpgsqlException or PostgresException { InvariantSeverity: "ERROR" })
        {
            // One of them cannot be done, or has to wait: halving finds it. Neither the others nor the next group shall suffer from it.
            foreach (var half in group.Chunk((group.Count + 1) / 2))
            {
                var run = RunGroupAsync([.. half]);
                await (half.Length == 1 ? Task.CompletedTask : run).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            group.ForEach(item => item.Done.SetException(e));
        }
    }

    private sealed class Item(TWork work)
    {
        private int _isTaken;

        public TWork Work { get; } = work;

        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;
    }
}
