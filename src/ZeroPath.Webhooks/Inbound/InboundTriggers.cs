using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// The inbound triggers and their executions, to be looked at and changed. Changes take effect at once, on all nodes of the store.
/// </summary>
public sealed class InboundTriggers
{
    /// <summary>An older secret is accepted for at most this long beside a new one: 30 days.</summary>
    public static TimeSpan MaxOverlap { get; } = TimeSpan.FromDays(30);

    // Each try loses to another change of the same trigger: more than a few in a row is a fault, and is told.
    private const int MaxTries = 5;

    private readonly IResourceStore _resources;
    private readonly IJobStore _jobs;
    private readonly TimeProvider _time;

    internal InboundTriggers(IResourceStore resources, IJobStore jobs, TimeProvider time) =>
        (_resources, _jobs, _time) = (resources, jobs, time);

    /// <summary>Creates a trigger.</summary>
    /// <param name="trigger">What people say of it. Id, secrets, time and version are given here.</param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before it is stored.</param>
    /// <returns>The trigger, and its secret: this is the only time it is shown.</returns>
    /// <exception cref="WebhookConfigurationException">
    /// Something about it is wrong; every problem names a member and says what to write.
    /// </exception>
    public async Task<IssuedInboundTrigger> CreateAsync(
        InboundTrigger trigger, ChangeOrigin? origin = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        InboundTriggerRules.ThrowIfWrong(trigger);
        var now = _time.GetUtcNow();
        var secret = InboundTriggerSecret.NewSecret();
        var saved = await SaveAsync(
            trigger with { Id = Ids.NewTrigger(now), CreatedAt = now, Version = 0, Secrets = [new(InboundTriggerSecret.HashOf(secret))] },
            changesSecrets: true,
            origin,
            cancellationToken).ConfigureAwait(false);
        return new(saved ?? throw new InvalidOperationException("The store has a trigger of this new id already."), secret);
    }

    /// <summary>A trigger, or null if there is none of this id.</summary>
    public Task<InboundTrigger?> FindAsync(string triggerId, CancellationToken cancellationToken = default) =>
        _resources.FindTriggerAsync(triggerId, cancellationToken).AsTask();

    /// <summary>Triggers, in the order of names, then ids.</summary>
    /// <param name="organizationId">Those of this organization; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<Page<InboundTrigger>> ListAsync(
        string? organizationId, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        var rows = await _resources.ListAsync(new(ResourceKind.Trigger, organizationId), page.Position, page.Size + 1, cancellationToken)
            .ConfigureAwait(false);
        var next = rows.Count > page.Size ? new ResourcePosition(rows[page.Size - 1].Name, rows[page.Size - 1].Id).ToString() : null;
        return new([.. rows.Take(page.Size).Select(TriggerRows.TriggerOf)], next);
    }

    /// <summary>Changes what people say of a trigger: <c>UpdateAsync(trigger with { Name = "Nightly" })</c>.</summary>
    /// <param name="trigger">
    /// The trigger as it shall be, made from the one that was read. Organization, secrets and time of creation stay as they are stored.
    /// </param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>
    /// The trigger with its new version; null, with nothing changed, when somebody else has changed or removed it since it was read.
    /// </returns>
    /// <exception cref="WebhookConfigurationException">Something about it is wrong; nothing was changed.</exception>
    public async Task<InboundTrigger?> UpdateAsync(
        InboundTrigger trigger, ChangeOrigin? origin = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        if (await FindAsync(trigger.Id, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        var changed = trigger with { OrganizationId = stored.OrganizationId, Secrets = stored.Secrets, CreatedAt = stored.CreatedAt };
        InboundTriggerRules.ThrowIfWrong(changed);
        if (changed == stored && stored.UnreadableReason is null)
        {
            return stored;
        }

        return await SaveAsync(changed, changesSecrets: false, origin, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets a trigger accept requests again.</summary>
    /// <returns>The trigger; null if there is none of this id.</returns>
    /// <exception cref="WebhookConfigurationException">
    /// The stored trigger has an <see cref="InboundTrigger.UnreadableReason"/>: update or remove it.
    /// </exception>
    public Task<InboundTrigger?> EnableAsync(
        string triggerId, ChangeOrigin? origin = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(triggerId, trigger => trigger with { Enabled = true }, origin, cancellationToken);

    /// <summary>Lets a trigger accept no more requests. Executions that have not started are cancelled when their turn comes.</summary>
    /// <inheritdoc cref="EnableAsync" path="/returns|/exception"/>
    public Task<InboundTrigger?> DisableAsync(
        string triggerId, ChangeOrigin? origin = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(triggerId, trigger => trigger with { Enabled = false }, origin, cancellationToken);

    /// <summary>Gives a trigger a new secret. The one before is accepted a while longer; those before that are not.</summary>
    /// <param name="triggerId">The trigger's id.</param>
    /// <param name="overlap">
    /// How long the one before is still accepted: from zero, when it has leaked, to <see cref="MaxOverlap"/>.
    /// </param>
    /// <param name="origin">Where the change comes from; left out for <see cref="ChangeOrigin.Code"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>The trigger, and its new secret: this is the only time it is shown. Null if there is no trigger of this id.</returns>
    /// <inheritdoc cref="EnableAsync" path="/exception"/>
    public async Task<IssuedInboundTrigger?> RotateSecretAsync(
        string triggerId, TimeSpan overlap, ChangeOrigin? origin = null, CancellationToken cancellationToken = default)
    {
        if (overlap < TimeSpan.Zero || overlap > MaxOverlap)
        {
            throw new ArgumentOutOfRangeException(nameof(overlap), overlap, $"Write a time from zero to {MaxOverlap.Days} days.");
        }

        var secret = InboundTriggerSecret.NewSecret();
        var until = _time.GetUtcNow() + overlap;
        var changed = await ChangeAsync(
            triggerId,
            trigger => trigger with
            {
                Secrets = [
                    new(InboundTriggerSecret.HashOf(secret)),
                    .. trigger.Secrets.Take(overlap > TimeSpan.Zero ? 1 : 0).Select(before => before with { ExpiresAt = until })],
            },
            origin,
            cancellationToken).ConfigureAwait(false);
        return changed is null ? null : new(changed, secret);
    }

    /// <summary>
    /// Removes a trigger. Its executions stay to be looked at; those that have not started are cancelled when their turn comes.
    /// </summary>
    /// <returns>Whether there was one of this id.</returns>
    /// <exception cref="WebhookConflictException">Others change it again and again.</exception>
    public async Task<bool> RemoveAsync(string triggerId, ChangeOrigin? origin = null, CancellationToken cancellationToken = default)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            // A trigger that is damaged is removed like any other: only the version is looked at.
            if (await FindAsync(triggerId, cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                return false;
            }

            var remove = new ResourceEdit.Remove(ResourceKind.Trigger, triggerId, stored.Version, stored.OrganizationId);
            if ((await _resources.ApplyAsync([remove], origin ?? ChangeOrigin.Code, cancellationToken).ConfigureAwait(false))
                .Conflict is null)
            {
                return true;
            }
        }

        throw Contended(triggerId);
    }

    /// <summary>Executions, newest first, without their payloads.</summary>
    /// <param name="filter">
    /// Which: <see cref="JobFilter.Subject"/> is the trigger's id, <see cref="JobFilter.Kind"/> is not looked at.
    /// </param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public Task<Page<Job>> ListExecutionsAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _jobs.ListAsync(filter with { Kind = JobKinds.Execution }, page, cancellationToken).AsTask();
    }

    /// <summary>
    /// An execution, or null if there is none of this id: its payload is <see cref="Job.Body"/>, what the handler returned
    /// <see cref="Job.Result"/>, and why it failed <see cref="Job.Reason"/>.
    /// </summary>
    public async Task<Job?> FindExecutionAsync(string executionId, CancellationToken cancellationToken = default) =>
        await _jobs.FindAsync(executionId, cancellationToken).ConfigureAwait(false) is { Kind: JobKinds.Execution } job ? job : null;

    /// <summary>
    /// Cancels an execution. The handler of one that is under way is told within a third of <see cref="ZeroPathWebhooksOptions.Lease"/>.
    /// </summary>
    /// <returns>Whether it was cancelled; false when there is none of this id, or it has ended.</returns>
    public async Task<bool> CancelExecutionAsync(string executionId, string reason, CancellationToken cancellationToken = default) =>
        await FindExecutionAsync(executionId, cancellationToken).ConfigureAwait(false) is not null
        && await _jobs.CancelAsync(executionId, StorableText.Of(reason), cancellationToken).ConfigureAwait(false);

    /// <summary>Has an execution that has ended run again, within <see cref="ZeroPathWebhooksOptions.PollInterval"/>.</summary>
    /// <returns>Whether it will be; false when there is none of this id, or it has not ended.</returns>
    public async Task<bool> RetryExecutionAsync(string executionId, CancellationToken cancellationToken = default) =>
        await FindExecutionAsync(executionId, cancellationToken).ConfigureAwait(false) is not null
        && await _jobs.RetryAsync(executionId, cancellationToken).ConfigureAwait(false);

    private static WebhookConflictException Contended(string triggerId) =>
        new($"Others change the trigger '{triggerId}' again and again. Try again later.", isOutdated: true);

    private async Task<InboundTrigger?> ChangeAsync(
        string triggerId, Func<InboundTrigger, InboundTrigger> change, ChangeOrigin? origin, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await FindAsync(triggerId, cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                return null;
            }

            // To save it would make of what is left of it a trigger without a prompt.
            if (stored.UnreadableReason is { } reason)
            {
                throw new WebhookConfigurationException([new(new ProblemPath().To(nameof(stored.UnreadableReason)), reason)]);
            }

            var changed = change(stored);
            var changesSecrets = !changed.Secrets.SequenceEqual(stored.Secrets);
            if (await SaveAsync(changed, changesSecrets, origin, cancellationToken).ConfigureAwait(false) is { } saved)
            {
                return saved;
            }
        }

        throw Contended(triggerId);
    }

    /// <returns>Null when another version is stored by now.</returns>
    private async ValueTask<InboundTrigger?> SaveAsync(
        InboundTrigger trigger, bool changesSecrets, ChangeOrigin? origin, CancellationToken cancellationToken)
    {
        var save = new ResourceEdit.Save(TriggerRows.RowOf(trigger), trigger.Version, changesSecrets);
        var outcome = await _resources.ApplyAsync([save], origin ?? ChangeOrigin.Code, cancellationToken).ConfigureAwait(false);
        return outcome.Conflict is null ? TriggerRows.TriggerOf(outcome.Saved[0]) : null;
    }
}
