using System.Collections.Frozen;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>Kinds of event, a bit for each by its place in the catalogue. Events of types that this version does not know are in <see cref="All"/> only.</summary>
internal readonly struct EventTypeSet
{
    private const ulong Unknown = 1UL << 63;

    private static readonly FrozenDictionary<Type, ulong> Bits =
        EventCatalog.All.Index().ToFrozenDictionary(kind => kind.Item.ClrType, kind => 1UL << kind.Index);

    private readonly ulong _bits;

    private EventTypeSet(ulong bits) => _bits = bits;

    public static EventTypeSet All => new(ulong.MaxValue);

    public static EventTypeSet Of(WebhookEvent @event) => new(@event is KnownEvent ? Bits[@event.GetType()] : Unknown);

    /// <summary>These types; those that are not in the catalogue are left out, since no event is read as one of them.</summary>
    public static EventTypeSet Of(IEnumerable<WebhookEventType> types) =>
        new(types.Select(EventCatalog.Find).OfType<EventDefinition>().Aggregate(0UL, (bits, kind) => bits | Bits[kind.ClrType]));

    public bool Overlaps(EventTypeSet other) => (_bits & other._bits) != 0;
}
