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
    private readonly Task[] _loops;

    /// <param name="run">Does the work of a group in one transaction. It refuses an item by a faulted task, not by an exception.</param>
    /// <param name="atOnce">
    /// How many groups may be under way. With two, callers that ask again as soon as they are answered do not wait for a group of others.
    /// </param>
    public PostgreSqlGroup(Func<IReadOnlyList<TWork>, Task<IReadOnlyList<Task<TResult>>>> run, int atOnce = 1)
    {
        _run = run;

        // What happens to be ambient where the store is made, a trace or a TransactionScope, is not the groups'.
        using (ExecutionContext.SuppressFlow())
        {
            _loops = [.. Enumerable.Range(0, atOnce).Select(_ => RunGroupsAsync())];
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

    /// <summary>Takes no more work, and waits until all that is queued is done. It may be called again.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        Task.WaitAll(_loops);
    }

    private async Task RunGroupsAsync()
    {
        var reader = _queue.Reader;
        var alone = new List<Task>();
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

            alone.RemoveAll(run => run.IsCompleted);
            if (group.Count > 0)
            {
                await RunGroupAsync([.. group], alone).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(alone).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a group. If one of its items cannot be done, or has to wait, halving finds it. Neither the others nor the next group shall
    /// suffer from that, so an item that is left by itself runs beside them.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="alone">Where the runs of single items are added; they do not throw.</param>
    private async Task RunGroupAsync(Item[] group, List<Task> alone)
    {
        if (await TryRunAsync(group).ConfigureAwait(false))
        {
            return;
        }

        foreach (var half in group.Chunk((group.Length + 1) / 2))
        {
            if (half.Length == 1)
            {
                alone.Add(TryRunAsync(half));
            }
            else
            {
                await RunGroupAsync(half, alone).ConfigureAwait(false);
            }
        }
    }

    /// <returns>Whether the callers are answered; false when smaller groups may fare better.</returns>
    private async Task<bool> TryRunAsync(Item[] group)
    {
        try
        {
            var results = await _run(Array.ConvertAll(group, item => item.Work)).ConfigureAwait(false);
            for (var i = 0; i < group.Length; i++)
            {
                group[i].Done.SetFromTask(results[i]);
            }
        }
        catch (Exception e)
        {
            if (group.Length > 1 && MayBeOfOneItem(e))
            {
                return false;
            }

            Array.ForEach(group, item => item.Done.SetException(e));
        }

        return true;
    }

    /// <summary>Whether one item may be the cause. When the database is away or the connection broke, all items fail alike.</summary>
    private static bool MayBeOfOneItem(Exception e) => e is not NpgsqlException || e is PostgresException { InvariantSeverity: "ERROR" };

    private sealed class Item(TWork work)
    {
        private int _isTaken;

        public TWork Work { get; } = work;

        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;
    }
}
