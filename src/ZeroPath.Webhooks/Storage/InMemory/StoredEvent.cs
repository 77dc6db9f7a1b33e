namespace ZeroPath.Webhooks.Storage.InMemory;

internal sealed class StoredEvent(PublishedEvent @event)
{
    public PublishedEvent Event { get; } = @event;

    public List<StoredDelivery> Deliveries { get; } = new(@event.Deliveries.Count);

    public PublishedEvent ToPublishedEvent() => Event with { Deliveries = Deliveries.ConvertAll(delivery => delivery.ToDelivery()) };
}
