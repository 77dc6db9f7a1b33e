using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Finds who has something due.</summary>
internal sealed class PostgreSqlLanes(PostgreSqlDeliverySql sql, PostgreSqlOrderSql order)
{
    /// <summary>More of what waits is not looked at, to find what falls due next.</summary>
    private const int MaxWaiting = 100;

    /// <summary>So many at least may fall due for one lease.</summary>
    private const int MinFallingDue = 1000;

    /// <summary>The endpoint after which the next lease begins to look.</summary>
    private string _after = "";

    /// <summary>Finds lanes for a lease: of endpoints that are known to have something due, and of others, going round.</summary>
    /// <returns>The plan, and how long until the first deadline of what nobody has leased.</returns>
    public async Task<(LeasePlan Plan, TimeSpan? ExpiresIn)> PlanAsync(
        NpgsqlConnection connection, LeaseRequest request, CancellationToken cancellationToken)
    {
        var plan = new LeasePlan(request);
        var pages = new EndpointPages(_after, request.Max);
        string[] known = [.. request.Known];
        List<Endpoint> page;
        TimeSpan? expiresIn;

        // One way to the server for both.
        var statement = $"{sql.FallDue}; {sql.Lanes}";
        do
        {
            (page, expiresIn) = await ReadAsync(
                connection,
                statement,
                cancellationToken,
                ("max", Math.Max(request.Max, MinFallingDue)),
                ("after", pages.After),
                ("size", pages.Size),
                ("known", known)).ConfigureAwait(false);
            QueueHead[] lanes = [.. page.SelectMany(endpoint => endpoint.Lanes)];
            var open = await PostgreSqlOrder.OpenAsync(connection, order, lanes, request, cancellationToken).ConfigureAwait(false);
            foreach (var lane in open)
            {
                plan.Add(lane);
            }

            (known, statement) = ([], sql.Lanes);
            page.RemoveAll(endpoint => !endpoint.IsOfPage);
        }
        while (pages.MoveOn(page.Count, page.LastOrDefault().Id) && !plan.HasEnough);

        _after = pages.After;
        return (plan, expiresIn);
    }

    /// <summary>How long until something is due that the request has room for, or a deadline is over; null when neither.</summary>
    public async Task<TimeSpan?> NextDueAsync(NpgsqlConnection connection, LeaseRequest request, CancellationToken cancellationToken)
    {
        var waiting = await ReadWaitingAsync(connection, MaxWaiting, cancellationToken).ConfigureAwait(false);
        var knownFor = waiting.Count == MaxWaiting ? waiting[^1].Lanes[0].DueIn : (TimeSpan?)null;
        var next = LeasePlan.NextDue(await OpenAsync(waiting).ConfigureAwait(false), request, knownFor);
        var after = "";
        foreach (var size in DueEndpoints.Pages.TakeWhile(_ => !(next <= TimeSpan.Zero)))
        {
            var (due, expiresIn) = await ReadDueAsync(connection, after, size, cancellationToken).ConfigureAwait(false);
            TimeSpan?[] known = [next, expiresIn];
            next = LeasePlan.NextDue(await OpenAsync(due).ConfigureAwait(false), request, known.Min());
            if (due.Count < size)
            {
                return next;
            }

            after = due[^1].Id;
        }

        return next < DueEndpoints.Again ? next : DueEndpoints.Again;

        Task<IReadOnlyList<QueueHead>> OpenAsync(List<Endpoint> endpoints) => PostgreSqlOrder.OpenAsync(
            connection,
            order,
            [.. endpoints.SelectMany(endpoint => endpoint.Lanes).OrderBy(lane => lane.DueIn)],
            request,
            cancellationToken);
    }

    /// <summary>How long until the first falls due; zero or less when it is, null when nothing is pending.</summary>
    public async Task<TimeSpan?> FirstDueAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var waiting = await ReadWaitingAsync(connection, size: 1, cancellationToken).ConfigureAwait(false);
        var (due, _) = await ReadDueAsync(connection, after: "", DueEndpoints.Most, cancellationToken).ConfigureAwait(false);
        return waiting.Concat(due).SelectMany(endpoint => endpoint.Lanes).Min(lane => (TimeSpan?)lane.DueIn);
    }

    private Task<List<Endpoint>> ReadWaitingAsync(NpgsqlConnection connection, int size, CancellationToken cancellationToken) =>
        connection.QueryAsync(sql.Waiting, row => Read(row, isOfPage: true), cancellationToken, ("size", size));

    private Task<(List<Endpoint> Page, TimeSpan? ExpiresIn)> ReadDueAsync(
        NpgsqlConnection connection, string after, int size, CancellationToken cancellationToken) =>
        ReadAsync(connection, sql.Lanes, cancellationToken, ("after", after), ("size", size), ("known", Array.Empty<string>()));

    private static async Task<(List<Endpoint> Page, TimeSpan? ExpiresIn)> ReadAsync(
        NpgsqlConnection connection, string statement, CancellationToken cancellationToken, params (string, object?)[] parameters)
    {
        TimeSpan? expiresIn = null;
        var page = await connection.QueryAsync(
            statement,
            row =>
            {
                expiresIn = row.TimeOrNull(6) - row.Time(5);
                return row.IsDBNull(0) ? default : Read(row, row.GetBoolean(7));
            },
            cancellationToken,
            parameters).ConfigureAwait(false);
        page.RemoveAll(endpoint => endpoint.Id is null);
        return (page, expiresIn);
    }

    private static Endpoint Read(NpgsqlDataReader row, bool isOfPage)
    {
        var (id, heldUntil, streak, now) = (row.GetString(0), row.TimeOrNull(1), row.Count(2), row.Time(5));
        return new(id, [.. Lane(isRetry: false, row.TimeOrNull(3)), .. Lane(isRetry: true, row.TimeOrNull(4))], isOfPage);

        QueueHead[] Lane(bool isRetry, DateTimeOffset? dueAt) =>
            dueAt is { } due ? [new(id, isRetry, due - now, heldUntil - now, streak)] : [];
    }

    private readonly record struct Endpoint(string Id, QueueHead[] Lanes, bool IsOfPage);
}
