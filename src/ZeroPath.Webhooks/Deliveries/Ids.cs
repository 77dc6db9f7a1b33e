using System.Buffers.Binary;

namespace ZeroPath.Webhooks.Deliveries;

/// <summary>The ids of events and deliveries: a prefix and a UUIDv7, so that they sort by time.</summary>
internal static class Ids
{
    public static string Event(Guid id) => $"evt_{id:N}";

    public static string Delivery(Guid id) => $"dlv_{id:N}";

    /// <summary>
    /// A delivery of an event gets its id from the event's, which is as unlikely to be anybody else's as a new one and spares the
    /// operating system's random numbers.
    /// </summary>
    public static string Delivery(Guid eventId, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        eventId.TryWriteBytes(bytes);
        var random = bytes[12..];
        BinaryPrimitives.WriteInt32BigEndian(random, unchecked(BinaryPrimitives.ReadInt32BigEndian(random) + index + 1));
        return Delivery(new Guid(bytes));
    }
}
