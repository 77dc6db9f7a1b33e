using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Lets calls of triggers in: whoever receives them asks who it is, then whether it is their turn, and then hands over the payload.
/// <c>MapZeroPathInboundTriggers</c> of <c>ZeroPath.Webhooks.AspNetCore</c> does so for requests over HTTP.
/// </summary>
internal sealed class InboundTriggerGate
{
    /// <summary>An idempotency key has at most this many characters.</summary>
    public const int MaxKeyLength = PublishRequest.MaxKeyLength;

    // As many as are compared whoever calls, so that it takes alike long.
    private const int MostSecrets = 2;

    private static readonly string Nobody = Ids.NewTrigger(DateTimeOffset.UnixEpoch);
    private static readonly InboundTriggerSecret NoSecret = new(new string('-', 2 * SHA256.HashSizeInBytes));

    private readonly ConcurrentDictionary<string, RateLimit> _limits = [];
    private readonly IResourceStore _store;
    private readonly StoreGate _storeGate;
    private readonly JobDispatcher _dispatcher;
    private readonly TimeProvider _time;
    private readonly CompareHashes _compare;

    // What an unknown trigger is read from, so that it takes as long as for one that is there.
    private ResourceRow _example = TriggerRows.RowOf(new() { Name = "", Secrets = [NoSecret] });

    internal InboundTriggerGate(
        IResourceStore store, StoreGate storeGate, JobDispatcher dispatcher, TimeProvider time, CompareHashes? compare = null)
    {
        (_store, _storeGate, _dispatcher, _time) = (store, storeGate, dispatcher, time);
        _compare = compare ?? CryptographicOperations.FixedTimeEquals;
    }

    /// <summary>
    /// Finds out who calls. An unknown trigger, a disabled one and a wrong or missing secret make the same work, and the same answer.
    /// </summary>
    /// <param name="triggerId">What the caller says it is.</param>
    /// <param name="secret">The secret that came with the call; null when none came, or more than one.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The trigger; null when the call is to be refused.</returns>
    public async ValueTask<InboundTrigger?> AuthenticateAsync(
        string triggerId, string? secret, CancellationToken cancellationToken = default)
    {
        // What can be no id may hold what a store cannot even be asked for.
        var row = await _storeGate.AskAsync(
            token => _store.FindAsync(ResourceKind.Trigger, Ids.IsTrigger(triggerId) ? triggerId : Nobody, token),
            cancellationToken).ConfigureAwait(false);
        var trigger = TriggerRows.TriggerOf(_example = row ?? _example);
        var hash = InboundTriggerSecret.HashOf(secret ?? "");
        var now = _time.GetUtcNow();
        var fits = false;
        for (var i = 0; i < MostSecrets; i++)
        {
            var known = i < trigger.Secrets.Count ? trigger.Secrets[i] : NoSecret;
            fits |= _compare(MemoryMarshal.AsBytes<char>(known.Hash), MemoryMarshal.AsBytes<char>(hash)) & !(known.ExpiresAt <= now);
        }

        return fits && row is not null && trigger.Enabled ? trigger : null;
    }

    /// <summary>
    /// Takes the call's turn by the trigger's <see cref="InboundTrigger.MaxPerMinute"/>, which is counted in this process.
    /// </summary>
    /// <returns>Zero when it is its turn; otherwise how long the caller should wait before it tries again.</returns>
    public TimeSpan TakeTurn(InboundTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        var limit = _limits.GetOrAdd(trigger.Id, _ => new());
        limit.Set(TimeSpan.FromMinutes(1) / trigger.MaxPerMinute, trigger.MaxPerMinute);
        return limit.Take(_time.Monotonic());
    }

    /// <summary>Stores the call as an execution, to be run soon after, in this process or another.</summary>
    /// <param name="trigger">The trigger that <see cref="AuthenticateAsync"/> found.</param>
    /// <param name="payload">What came with the call, byte by byte.</param>
    /// <param name="contentType">Its media type, if it has one.</param>
    /// <param name="idempotencyKey">
    /// The caller's name for this call: of one trigger and key there is one execution, whatever the payload. Null for none.
    /// </param>
    /// <param name="cancellationToken">Cancels before it is stored.</param>
    /// <returns>The execution; the first one, if the key was used before.</returns>
    /// <exception cref="ArgumentException">The key is blank or longer than <see cref="MaxKeyLength"/>. Nothing was stored.</exception>
    public async ValueTask<Job> AcceptAsync(
        InboundTrigger trigger,
        ReadOnlyMemory<byte> payload,
        string? contentType = null,
        string? idempotencyKey = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        if (idempotencyKey is not null && !PublishRequest.IsKey(idempotencyKey))
        {
            throw new ArgumentException(
                $"The idempotency key is blank or longer than {MaxKeyLength} characters, or has a NUL or half of a surrogate pair. "
                + "Leave it out for none.",
                nameof(idempotencyKey));
        }

        var now = _time.GetUtcNow();
        var addition = await _dispatcher.AddAsync(
            new()
            {
                Id = Ids.NewJob(now),
                Kind = JobKinds.Execution,
                Subject = trigger.Id,
                OrganizationId = trigger.OrganizationId,
                Key = idempotencyKey,
                Body = payload,
                ContentType = contentType,
                CreatedAt = now,
            },
            cancellationToken).ConfigureAwait(false);
        return addition.Job;
    }
}
