using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Adds events in whatever transaction a session is in.</summary>
internal static class SqliteEventWriter
{
    public static IReadOnlyList<PublishedEvent> Add(
        SqliteSession session, IReadOnlyList<PublishedEvent> events, FirstLease? lease, long now)
    {
        // Every refusal comes before the first write.
        var earlier = FindEarlier(session, events);
        var stored = new List<PublishedEvent>(events.Count);
        foreach (var added in events)
        {
            if (added.IdempotencyKey is { } key && earlier[(added.OrganizationId, key)] is var (first, _) && first != added.Id)
            {
                stored.Add(SqliteRows.FindEvent(session, first)!);
                continue;
            }

            session.Execute(
                SqliteDeliverySql.AddEvent,
                ("$id", added.Id),
                ("$type", added.Type.Name),
                ("$organization", added.OrganizationId),
                ("$repository", added.RepositoryId),
                ("$published", added.PublishedAt.ToUnixTimeMilliseconds()),
                ("$deadline", added.Deadline?.ToUnixTimeMilliseconds()),
                ("$body", added.Body.ToArray()),
                ("$key", added.IdempotencyKey),
                ("$hash", added.ContentHash),
                ("$trace", added.TraceParent));
            foreach (var delivery in added.Deliveries)
            {
                session.Execute(SqliteDeliverySql.AddDeliveryOfNewest, Values(delivery, lease?.LengthFor(delivery.Id), now));
            }

            stored.Add(added with
            {
                Deliveries =
                [
                    .. added.Deliveries.Select(delivery => delivery with { DueAt = DateTimeOffset.FromUnixTimeMilliseconds(now) }),
                ],
            });
        }

        return stored;
    }

    public static int Add(SqliteSession session, IReadOnlyList<Delivery> deliveries, long now)
    {
        var added = 0;
        foreach (var delivery in deliveries)
        {
            added += session.Execute(SqliteDeliverySql.AddDelivery, [.. Values(delivery, lease: null, now), ("$event", delivery.EventId)]);
        }

        return added;
    }

    private static (string Name, object? Value)[] Values(Delivery delivery, TimeSpan? lease, long now) =>
    [
        ("$id", delivery.Id),
        ("$endpoint", delivery.EndpointId),
        ("$subscriptions", SqliteRows.Join(delivery.SubscriptionIds)),
        ("$created", delivery.CreatedAt.ToUnixTimeMilliseconds()),
        ("$due", now + (long?)lease?.TotalMilliseconds ?? now),
        ("$wasDue", lease is null ? null : now),
        ("$token", lease is null ? 0 : LeasedDelivery.FirstToken),
        ("$deadline", delivery.Deadline?.ToUnixTimeMilliseconds()),
    ];

    private static Dictionary<(string? OrganizationId, string Key), (string Id, string? ContentHash)> FindEarlier(
        SqliteSession session, IReadOnlyList<PublishedEvent> events)
    {
        var earlier = new Dictionary<(string? OrganizationId, string Key), (string Id, string? ContentHash)>();
        foreach (var added in events)
        {
            if (added.IdempotencyKey is not { } key)
            {
                continue;
            }

            if (!earlier.TryGetValue((added.OrganizationId, key), out var first))
            {
                var found = session.Query(
                    SqliteDeliverySql.FindKey,
                    row => (row.GetString(0), row.Text(1)),
                    ("$key", key),
                    ("$organization", added.OrganizationId));
                first = found is [var stored] ? stored : (added.Id, added.ContentHash);
                earlier.Add((added.OrganizationId, key), first);
            }

            if (first.ContentHash != added.ContentHash)
            {
                throw new IdempotencyConflictException(key, first.Id);
            }
        }

        return earlier;
    }
}
