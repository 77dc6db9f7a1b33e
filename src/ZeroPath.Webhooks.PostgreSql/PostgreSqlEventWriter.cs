using System.Data.Common;
using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Adds events on a connection: the calls of a group in a transaction of their own, or one call in a transaction of the caller's. It also
/// adds deliveries to events that are stored.
/// </summary>
internal sealed class PostgreSqlEventWriter(PostgreSqlDatabase database)
{
    private const int MaxTries = 10;
    private const string Savepoint = "zeropath_webhooks";

    private readonly PostgreSqlEventSql _sql = new(database.Schema);
    private readonly PostgreSqlHistorySql _history = new(database.Schema);

    /// <returns>What came of each call, and when the transaction began.</returns>
    public async Task<(IReadOnlyList<Task<IReadOnlyList<PublishedEvent>>> Results, DateTimeOffset Now)> AddAsync(
        NpgsqlConnection connection,
        DbTransaction? transaction,
        IReadOnlyList<(IReadOnlyList<PublishedEvent> Events, FirstLease? Lease)> calls)
    {
        var leases = calls.SelectMany(call => call.Lease?.DeliveryIds.Select(id => (id, call.Lease.Length)) ?? []).ToDictionary();
        var keyed = calls.SelectMany(call => call.Events).Where(added => added.IdempotencyKey is not null).ToList();
        var keys = keyed.Select(added => added.IdempotencyKey).Distinct().ToArray();
        var organizations = keyed.Select(added => added.OrganizationId ?? "").Distinct().ToArray();
        for (var tries = 1; ; tries++)
        {
            var earlier = keys.Length == 0
                ? []
                : await connection.EventsAsync(
                    _history, PostgreSqlEventSql.WithKeys, CancellationToken.None, ("keys", keys), ("organizations", organizations))
                    .ConfigureAwait(false);
            var plan = PostgreSqlAddition.Plan(calls.Select(call => call.Events), earlier.Select(item => item.Event));
            if (transaction is not null && keys.Length > 0)
            {
                await transaction.SaveAsync(Savepoint).ConfigureAwait(false);
            }

            try
            {
                var now = await InsertAsync(connection, plan.Added, leases, isGroup: calls.Count > 1).ConfigureAwait(false);
                return (plan.Results(now), now);
            }
            catch (PostgresException e) when (e.ConstraintName == PostgreSqlEventSql.UniqueKey && tries < MaxTries)
            {
                // Another node used one of the keys since we looked. We see it now, unless the caller's transaction looks at an old
                // snapshot.
                if (transaction is not null)
                {
                    await transaction.RollbackAsync(Savepoint).ConfigureAwait(false);
                }
            }
        }
    }

    /// <returns>How many deliveries were added.</returns>
    public Task<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            _sql.AddDeliveries, cancellationToken, Parameters(deliveries, deliveries.Select(delivery => delivery.EventId).ToArray()));

    /// <param name="deliveries">The deliveries.</param>
    /// <param name="events">Their events, as the statement knows them.</param>
    /// <param name="leases">For how long which are leased, by id.</param>
    private static (string, object?)[] Parameters(
        IReadOnlyList<Delivery> deliveries, Array events, Dictionary<string, TimeSpan>? leases = null)
    {
        return
        [
            ("delivery_ids", deliveries.Select(delivery => delivery.Id).ToArray()),
            ("events", events),
            ("endpoints", deliveries.Select(delivery => delivery.EndpointId).ToArray()),
            ("subscriptions", deliveries.Select(delivery => PostgreSqlRows.ArrayText(delivery.SubscriptionIds)).ToArray()),
            ("created", deliveries.Select(delivery => delivery.CreatedAt.ToUniversalTime()).ToArray()),
            ("leases", deliveries.Select(LeaseOf).ToArray()),
            ("expiries", deliveries.Select(delivery => delivery.Deadline?.ToUniversalTime()).ToArray()),
        ];

        TimeSpan? LeaseOf(Delivery delivery) => leases?.TryGetValue(delivery.Id, out var length) == true ? length : null;
    }

    /// <summary>For each delivery, which of the events is its, from 1.</summary>
    private static long[] Places(List<PublishedEvent> events) =>
        [.. events.SelectMany((added, i) => Enumerable.Repeat(i + 1L, added.Deliveries.Count))];

    private async Task<DateTimeOffset> InsertAsync(
        NpgsqlConnection connection, List<PublishedEvent> events, Dictionary<string, TimeSpan> leases, bool isGroup)
    {
        var statement = (isGroup ? PostgreSqlEventSql.NowImpatiently : PostgreSqlEventSql.Now) + (events.Count == 0 ? "" : _sql.AddEvents);
        var now = await connection.QueryAsync(
            statement,
            row => row.Time(0),
            CancellationToken.None,
            [
                ("ids", events.Select(added => added.Id).ToArray()),
                ("types", events.Select(added => added.Type.Name).ToArray()),
                ("organizations", events.Select(added => added.OrganizationId).ToArray()),
                ("repositories", events.Select(added => added.RepositoryId).ToArray()),
                ("published", events.Select(added => added.PublishedAt.ToUniversalTime()).ToArray()),
                ("bodies", events.Select(added => added.Body.ToArray()).ToArray()),
                ("keys", events.Select(added => added.IdempotencyKey).ToArray()),
                ("hashes", events.Select(added => added.ContentHash).ToArray()),
                ("traces", events.Select(added => added.TraceParent).ToArray()),
                ("deadlines", events.Select(added => added.Deadline?.ToUniversalTime()).ToArray()),
                .. Parameters([.. events.SelectMany(added => added.Deliveries)], Places(events), leases),
            ]).ConfigureAwait(false);
        return now[0];
    }
}
