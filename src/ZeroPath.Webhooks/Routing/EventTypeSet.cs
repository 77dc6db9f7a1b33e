using System.Collections.Frozen;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// Kinds of event, a bit for each by its place in the catalogue. Events of types that this version does not know
/// are in <see cref="All"/> only.
/// </summary>
internal readonly struct EventTypeSet
{
    internal const int MaxKinds = 63;

    private const ulong Unknown = 1UL << MaxKinds;

    private static readonly FrozenDictionary<Type, ulong> Bits = BitsOf([.. EventCatalog.All.Select(kind => kind.ClrType)]);

    private readonly ulong _bits;

    private EventTypeSet(ulong bits) => _bits = bits;

    public static EventTypeSet All => new(ulong.MaxValue);

    public static EventTypeSet Of(WebhookEvent @event) => new(@event is KnownEvent ? Bits[@event.GetType()] : Unknown);

    /// <summary>These types; those that are not in the catalogue are left out, since no event is read as one of them.</summary>
    public static EventTypeSet Of(IEnumerable<WebhookEventType> types) =>
        new(types.Select(EventCatalog.Find).OfType<EventDefinition>().Aggregate(0UL, (bits, kind) => bits | Bits[kind.ClrType]));

    public bool Overlaps(EventTypeSet other) => (_bits & other._bits) != 0;

    /// <summary>A bit for each; the last one is kept for events that are none of them.</summary>
    /// <exception cref="InvalidOperationException">There are more kinds than bits.</exception>
    internal static FrozenDictionary<Type, ulong> BitsOf(IReadOnlyList<Type> kinds) => kinds.Count <= MaxKinds
        ? kinds.Index().ToFrozenDictionary(kind => kind.Item, kind => 1UL << kind.Index)
        : throw new InvalidOperationException(
            $"The catalogue has {kinds.Count} kinds of event, and EventTypeSet room for {MaxKinds}. Give it more bits.");
}
