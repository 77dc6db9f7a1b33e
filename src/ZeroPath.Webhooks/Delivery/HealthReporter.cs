using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Gathers what attempts say of endpoints, tells the store, and does what follows: an endpoint that seems dead is held, and one that has
/// failed steadily for too long is disabled (D46). Failures, and successes after failures, are told at once; others wait, so that an event
/// now and then is not followed by a change of its own.
/// </summary>
internal sealed class HealthReporter(
    IEndpointHealthStore store,
    WebhookRegistry registry,
    EndpointDisabler disabler,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    FailingEndpoints failing,
    ILogger<DeliveryDispatcher> logger)
{
    /// <summary>
    /// No hold is longer, whatever the schedule of retries: it is the longest pause of the default one. An endpoint that is back
    /// is not to wait for hours.
    /// </summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(16);

    // What can wait does until nothing more has come for a while, and no longer than the interval.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Tally> _seen = [];
    private readonly HashSet<string> _letGo = [];
    private readonly StoreWriter _writer = new();
    private long _firstSeen;
    private long _lastSeen;
    private Task _disabling = Task.CompletedTask;
    private bool _isUrgent;
    private RoutingIndex? _index;

    /// <summary>How long until what waits is told, unless more comes; null when nothing waits.</summary>
    public TimeSpan? TellsIn =>
        _seen.Count == 0 ? null
        : _isUrgent || time.GetElapsedTime(_firstSeen) >= Interval || time.GetElapsedTime(_lastSeen) >= Quiet ? TimeSpan.Zero
        : Quiet - time.GetElapsedTime(_lastSeen);

    public void Add(LeasedDelivery delivery, DeliveryResult result)
    {
        if (result.Attempt is { Outcome: not AttemptOutcome.Abandoned } attempt)
        {
            failing.Add(delivery, attempt);
            _lastSeen = time.GetTimestamp();
            _firstSeen = _seen.Count == 0 ? _lastSeen : _firstSeen;
            CollectionsMarshal.GetValueRefOrAddDefault(_seen, delivery.EndpointId, out _).Add(attempt, delivery.IsProbe);
            _isUrgent |= attempt.Outcome != AttemptOutcome.Accepted || delivery.FailureStreak > 0 || delivery.IsProbe;
        }
        else if (delivery.IsProbe && result.Transition.State == DeliveryState.Cancelled)
        {
            // It is gone or disabled: what else waits for it shall be cancelled too.
            _letGo.Add(delivery.EndpointId);
        }
    }

    /// <param name="isIdle">Whether nothing is under way.</param>
    /// <param name="canWait">Whether it is asked again.</param>
    /// <param name="cancellationToken">Cancels between two calls of the store.</param>
    public async ValueTask ReportAsync(bool isIdle, bool canWait, CancellationToken cancellationToken)
    {
        if (TellsIn == TimeSpan.Zero || (_seen.Count > 0 && isIdle && !canWait))
        {
            var longestGap = options.Value.DisableAfterFailingFor / 4;
            var seen = _seen.ToDictionary(tally => tally.Key, tally => tally.Value.ToSample(tally.Key, longestGap));
            var health = await AddAsync([.. seen.Values], cancellationToken).ConfigureAwait(false);
            _seen.Clear();
            _isUrgent = false;
            foreach (var endpoint in health)
            {
                await JudgeAsync(endpoint, seen[endpoint.EndpointId], cancellationToken).ConfigureAwait(false);
            }
        }

        if (isIdle || _disabling.IsCompleted)
        {
            // Beside the attempts, and beside the loop while there are any. What it threw the loop throws, and starts it again.
            var disabled = _disabling;
            _disabling = Task.CompletedTask;
            await disabled.ConfigureAwait(false);
            _disabling = disabler.DisableAsync(cancellationToken);
            await (isIdle ? _disabling : Task.CompletedTask).ConfigureAwait(false);
        }

        var index = registry.Router.Index;
        if (!ReferenceEquals(_index, index))
        {
            _letGo.UnionWith(NewlyOff(_index, index));
            _index = index;
        }

        if (_letGo.Count > 0)
        {
            // Of many that are disabled at once few are held.
            foreach (var health in await store.ListHealthAsync(_letGo, cancellationToken).ConfigureAwait(false))
            {
                if (health.HeldFor is not null)
                {
                    await store.HoldAsync(health.EndpointId, null, cancellationToken).ConfigureAwait(false);
                }
            }

            _letGo.Clear();
        }
    }

    /// <summary>The endpoints that were disabled or removed: what waits for them is to be cancelled at once, held or not.</summary>
    private static IEnumerable<string> NewlyOff(RoutingIndex? before, RoutingIndex now) =>
        (before?.Endpoints.NotIn(now.Endpoints) ?? [])
            .Where(endpoint => endpoint.Enabled && now.FindEndpoint(endpoint.Id) is not { Enabled: true })
            .Select(endpoint => endpoint.Id);

    /// <summary>What the store refuses of one endpoint is not told, and stands in no other's way.</summary>
    private async Task<List<EndpointHealth>> AddAsync(HealthSample[] samples, CancellationToken cancellationToken)
    {
        var health = new List<EndpointHealth>();
        var refused = await _writer.WriteAsync(
            samples,
            async some => health.AddRange(await store.AddSamplesAsync(some, cancellationToken).ConfigureAwait(false)),
            async () => await store.ListHealthAsync([], cancellationToken).ConfigureAwait(false),
            _ => [],
            cancellationToken).ConfigureAwait(false);
        foreach (var (sample, why) in refused)
        {
            DispatchLog.SampleRefused(logger, why, sample.EndpointId);
        }

        return health;
    }

    private async ValueTask JudgeAsync(EndpointHealth health, HealthSample seen, CancellationToken cancellationToken)
    {
        if (health.SteadilyFailingFor >= options.Value.DisableAfterFailingFor
            && health.SteadyFailures >= options.Value.HoldAfterFailures)
        {
            var reason = $"It has failed for {health.SteadilyFailingFor:d\\.hh\\:mm\\:ss} without a success.";
            disabler.Ask(health.EndpointId, reason);
            await store.HoldAsync(health.EndpointId, null, cancellationToken).ConfigureAwait(false);
        }
        else if (registry.Router.FindEndpoint(health.EndpointId) is { Enabled: true } endpoint
            && PauseAfter(endpoint.Retry, health, seen) is { } pause)
        {
            await store.HoldAsync(health.EndpointId, pause, cancellationToken).ConfigureAwait(false);
            DispatchLog.Held(logger, health.EndpointId, health.FailureStreak, pause);
        }
    }

    /// <summary>For how long the endpoint is to be held; null when it is not, or is held already.</summary>
    private TimeSpan? PauseAfter(RetrySchedule? ofEndpoint, EndpointHealth health, HealthSample seen)
    {
        // A schedule without retries has no pauses.
        var schedule = new[] { ofEndpoint, options.Value.Retry, RetrySchedule.Default }.First(one => one?.Delays.Count > 0)!;
        var isDead = seen.HasProbe || (health.FailureStreak >= options.Value.HoldAfterFailures && health.HeldFor is null);
        if (seen.FailureStreak == 0 || options.Value.HoldAfterFailures == 0 || !isDead)
        {
            return null;
        }

        // Often enough for its failures to stay steady (D46), with some time for the probe itself.
        var pause = schedule.DelayAfter(Math.Min(health.Holds, schedule.Delays.Count - 1) + 1, Random.Shared.NextDouble());
        return new[] { pause, LongestHold, options.Value.DisableAfterFailingFor / 5 }.Min();
    }

    /// <summary>What was seen of one endpoint.</summary>
    private struct Tally
    {
        private int _succeeded;
        private int _failed;
        private int _failureStreak;
        private TimeSpan _time;
        private bool _hasProbe;

        public void Add(DeliveryAttempt attempt, bool isProbe)
        {
            _hasProbe |= isProbe;
            if (attempt.Outcome == AttemptOutcome.Accepted)
            {
                _succeeded++;
                _failureStreak = 0;
                _time += attempt.Duration;
            }
            else
            {
                _failed++;
                _failureStreak++;
            }
        }

        public readonly HealthSample ToSample(string endpointId, TimeSpan? longestGap) => new()
        {
            EndpointId = endpointId,
            Succeeded = _succeeded,
            Failed = _failed,
            FailureStreak = _failureStreak,
            Latency = _succeeded > 0 ? _time / _succeeded : null,
            HasProbe = _hasProbe,
            LongestGap = longestGap,
        };
    }
}
