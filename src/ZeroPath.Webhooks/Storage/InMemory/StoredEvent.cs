namespace ZeroPath.Webhooks.Storage;

internal sealed class StoredEvent(PublishedEvent @event, long sequence)
{
    public PublishedEvent Event { get; private set; } = @event;

    public long Sequence { get; } = sequence;

    public List<StoredDelivery> Deliveries { get; } = new(@event.Deliveries.Count);

    public bool IsFinished => Deliveries.TrueForAll(delivery => delivery.State != DeliveryState.Pending);

    public DateTimeOffset FinishedAt => Deliveries.Max(delivery => delivery.SettledAt) ?? Event.PublishedAt;

    public static bool IsOver(TimeSpan? age, DateTimeOffset finishedAt, DateTimeOffset now) => age is { } kept && finishedAt + kept <= now;

    public PublishedEvent ToPublishedEvent() => Event with { Deliveries = Deliveries.ConvertAll(delivery => delivery.ToDelivery()) };

    public bool Matches(EventFilter filter) =>
        (filter.EventId is null || filter.EventId == Event.Id)
        && (filter.Type is null || filter.Type == Event.Type)
        && (filter.OrganizationId is null || filter.OrganizationId == Event.OrganizationId)
        && (filter.RepositoryId is null || filter.RepositoryId == Event.RepositoryId)
        && !(Event.PublishedAt < filter.From)
        && !(Event.PublishedAt >= filter.To);

    public bool NeedsPurge(RetentionPolicy policy, DateTimeOffset now) =>
        IsOver(policy.Events, FinishedAt, now)
        || (IsOver(policy.Payloads, FinishedAt, now) && !Event.Body.IsEmpty)
        || (IsOver(policy.Attempts, FinishedAt, now) && Deliveries.Exists(delivery => delivery.Attempts.Any()));

    public void Purge(RetentionPolicy policy, DateTimeOffset now)
    {
        if (IsOver(policy.Payloads, FinishedAt, now))
        {
            Event = Event with { Body = default };
        }

        if (IsOver(policy.Attempts, FinishedAt, now))
        {
            Deliveries.ForEach(delivery => delivery.ForgetAttempts());
        }
    }
}
