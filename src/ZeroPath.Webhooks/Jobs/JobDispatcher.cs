using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Runs the jobs that are due, once, without timers: handlers of received events, executions of triggers, bulk
/// redeliveries, and calls of the
/// <see cref="IDeliveryFailureNotifier"/>. In a host a hosted service does this continually.
/// </summary>
public sealed class JobDispatcher
{
    private readonly Dictionary<string, JobLoop> _loops;
    private readonly IJobStore _store;
    private readonly StoreGate _gate;

    internal JobDispatcher(
        IEnumerable<IJobHandler> handlers,
        IJobStore store,
        StoreGate gate,
        IOptions<ZeroPathWebhooksOptions> options,
        TimeProvider time,
        StoreOutage outage,
        ILogger<JobDispatcher> logger)
    {
        (_store, _gate) = (store, gate);
        _loops = handlers.ToDictionary(
            handler => handler.Kind,
            handler => new JobLoop(handler, store, options.Value.Lease, options.Value.PollInterval, time, outage, logger));
    }

    internal IEnumerable<JobLoop> Loops => _loops.Values;

    /// <summary>Runs every job that is due, and returns when none is due any more. What a job throws is recorded with it.</summary>
    /// <param name="cancellationToken">Cuts off what is under way; it is released, and due again at once.</param>
    /// <returns>How many were run.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellationToken = default)
    {
        var total = 0;
        for (int count; (count = await RunOnceAsync(cancellationToken).ConfigureAwait(false)) > 0;)
        {
            total += count;
        }

        return total;
    }

    /// <summary>Adds a job of a kind that is run here; a host runs it at once.</summary>
    internal async ValueTask<JobAddition> AddAsync(Job job, CancellationToken cancellationToken) =>
        (await AddAllAsync([job], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Adds jobs of one kind that is run here, all or none; a host runs them at once.</summary>
    /// <exception cref="InvalidOperationException">They would be lost: the store is in memory, and the host has stopped.</exception>
    internal ValueTask<IReadOnlyList<JobAddition>> AddAllAsync(IReadOnlyList<Job> jobs, CancellationToken cancellationToken)
    {
        var loop = _loops[jobs[0].Kind];
        return loop.IsClosed && !_gate.IsDurable
            ? throw new InvalidOperationException(
                "The host has stopped, and the store is in memory: what is added now would never be run. Choose a durable store, such as "
                + "with UseSqliteStore() or UsePostgreSqlStore().")
            : _gate.AskAsync(token => loop.AddAsync(jobs, token), cancellationToken);
    }

    /// <summary>Adds jobs that the caller runs, all or none.</summary>
    internal ValueTask<IReadOnlyList<JobAddition>> AddLeasedAsync(
        IReadOnlyList<Job> jobs, TimeSpan lease, CancellationToken cancellationToken) =>
        _gate.AskAsync(token => _store.AddAsync(jobs, lease, token), cancellationToken);

    private async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = 0;
        foreach (var loop in _loops.Values)
        {
            count += await loop.RunDueAsync(cancellationToken).ConfigureAwait(false);
        }

        return count;
    }
}
