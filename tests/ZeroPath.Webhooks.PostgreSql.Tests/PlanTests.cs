using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>
/// The cost of the hot path does not grow with the queue or the history: no statement of it reads a table from end to end.
/// </summary>
public sealed class PlanTests(PostgreSqlServer server)
{
    private const int Page = 500;

    private static readonly string[] Flooded = ["flooded"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2_000)]
    [InlineData(100_000)]
    public async Task Statements_of_the_hot_path_look_up_their_rows_however_many_there_are(int pending)
    {
        await using var harness = new PostgreSqlHarness(server);
        await harness.Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        await harness.ExecuteAsync(
            $"""
            INSERT INTO {harness.Schema}.event (id, type, published_at, body)
            SELECT 'evt_' || n, 'SCAN_COMPLETE', now(), 'a body' FROM generate_series(1, {pending}) AS n;
            INSERT INTO {harness.Schema}.delivery (id, event_seq, endpoint_id, subscription_ids, created_at)
            SELECT 'dlv_' || seq, seq, 'flooded', ARRAY[]::text[], published_at FROM {harness.Schema}.event ORDER BY seq;
            INSERT INTO {harness.Schema}.pending (delivery_seq, endpoint_id, due_at)
            SELECT seq, endpoint_id, created_at FROM {harness.Schema}.delivery ORDER BY seq;
            ANALYZE {harness.Schema}.event, {harness.Schema}.delivery, {harness.Schema}.pending;
            """);
        var sql = new PostgreSqlDeliverySql(harness.Schema);

        var lanes = await ExplainAsync(sql.Lanes, ("after", ""), ("size", Page), ("known", Flooded));
        var waiting = await ExplainAsync(sql.Waiting, ("size", Page));
        var fallDue = await ExplainAsync(sql.FallDue, ("max", Page));
        var lease = await ExplainAsync(
            sql.LeaseDue,
            ("endpoints", Enumerable.Repeat("flooded", 1).ToArray()),
            ("retries", new int[1]),
            ("counts", Enumerable.Repeat(Page, 1).ToArray()),
            ("probes", new bool[1]),
            ("bytes", long.MaxValue),
            ("length", TimeSpan.FromMinutes(1)));
        var expired = await ExplainAsync(sql.LeaseExpired, ("max", Page), ("bytes", long.MaxValue), ("length", TimeSpan.FromMinutes(1)));
        var record = await ExplainAsync(
            sql.Record,
            ("ids", Enumerable.Range(1, Page).Select(n => $"dlv_{n}").ToArray()),
            ("tokens", new long[Page]),
            ("states", Enumerable.Repeat(1, Page).ToArray()),
            ("reasons", new string?[Page]),
            ("node", "node"),
            ("counted", Enumerable.Repeat(1, Page).ToArray()),
            ("delays", new TimeSpan[Page]),
            ("numbers", Enumerable.Repeat<int?>(1, Page).ToArray()),
            ("started", Enumerable.Repeat<DateTimeOffset?>(DateTimeOffset.UnixEpoch, Page).ToArray()),
            ("durations", new TimeSpan?[Page]),
            ("outcomes", new string?[Page]),
            ("statuses", new int?[Page]),
            ("responses", new string?[Page]),
            ("retry_after", new TimeSpan?[Page]),
            ("details", new string?[Page]),
            ("notices", new string?[Page]),
            ("bodies", new byte[]?[Page]));

        var order = new PostgreSqlOrderSql(harness.Schema);
        var look = await ExplainAsync(order.Look, ("endpoints", Flooded), ("length", TimeSpan.FromMinutes(1)));
        var take = await ExplainAsync(
            order.Take, ("endpoints", Flooded), ("probes", new bool[1]), ("bytes", long.MaxValue), ("length", TimeSpan.FromMinutes(1)));

        lanes.Concat(look).Concat(take).Concat(waiting).Concat(fallDue).Concat(lease).Concat(expired).Concat(record)
            .Where(IsScan).Should().BeEmpty();

        // Of the health of all endpoints, the table is small.
        static bool IsScan(string step) => step.Contains("Seq Scan on") && !step.Contains("Seq Scan on health");

        Task<List<string>> ExplainAsync(string statement, params (string Name, object? Value)[] parameters) =>
            PlanTests.ExplainAsync(harness, statement, parameters);
    }

    [Fact]
    public async Task The_first_lanes_are_found_without_a_look_at_the_others()
    {
        await using var harness = new PostgreSqlHarness(server);
        await harness.Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        await harness.ExecuteAsync(
            $"""
            INSERT INTO {harness.Schema}.pending (delivery_seq, endpoint_id, due_at)
            SELECT n, 'ept_' || n, now() FROM generate_series(1, 20000) AS n;
            ANALYZE {harness.Schema}.pending;
            """);

        var steps = await ExplainAsync(
            harness,
            new PostgreSqlDeliverySql(harness.Schema).Lanes,
            "ANALYZE, TIMING OFF, SUMMARY OFF",
            ("after", ""),
            ("size", 10),
            ("known", Array.Empty<string>()));

        var rows = steps.SelectMany(step => Regex.Matches(step, @"actual rows=([0-9.]+) loops=(\d+)"))
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
                * double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        rows.Max().Should().BeInRange(10, 20);
    }

    [Fact]
    public async Task Statements_of_the_dashboard_look_up_their_rows_and_a_month_of_figures_is_a_row_an_hour()
    {
        const int Deliveries = 100_000;
        await using var harness = new PostgreSqlHarness(server);
        await harness.Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        await harness.ExecuteAsync(
            $"""
            INSERT INTO {harness.Schema}.event (id, type, organization_id, published_at, body)
            SELECT 'evt_' || n, 'SCAN_COMPLETE', 'org_' || n % 10, now(), repeat('x', 480)::bytea
            FROM generate_series(1, {Deliveries}) AS n;
            INSERT INTO {harness.Schema}.delivery (id, event_seq, endpoint_id, subscription_ids, created_at, state)
            SELECT 'dlv_' || seq, seq, 'ept_' || seq % 100, ARRAY[]::text[], published_at, CASE seq % 50 WHEN 0 THEN 2 ELSE 1 END
            FROM {harness.Schema}.event ORDER BY seq;
            INSERT INTO {harness.Schema}.figure (endpoint_id, minute, node, attempt_number, outcome, state, latency, count)
            SELECT CASE n % 2 WHEN 0 THEN '' ELSE 'ept_1' END, date_trunc('day', now()) - interval '1 min' * n, node, 1, 'Accepted', 1,
                n % 40, 1
            FROM generate_series(181, 24180) AS n, unnest(ARRAY['a', 'b']) AS node;
            ANALYZE {harness.Schema}.event, {harness.Schema}.delivery, {harness.Schema}.figure;
            """);
        var steps = new List<string>(await ExplainAsync(harness, new PostgreSqlOperationsSql(harness.Schema).MergeFigures, ("max", 500)));
        while (await harness.Operations.MergeFiguresAsync(500, Cancellation) > 0)
        {
        }

        await harness.ExecuteAsync($"ANALYZE {harness.Schema}.figure, {harness.Schema}.figure_hour");
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.figure")).Should().Be(0);
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.figure_hour")).Should().Be(800);
        var sql = new PostgreSqlHistorySql(harness.Schema);
        steps.AddRange(await ExplainAsync(
            harness, sql.Figures, ("endpoints", Flooded), ("from", DateTimeOffset.UnixEpoch), ("to", DateTimeOffset.UnixEpoch)));
        foreach (var filter in new DeliveryFilter[]
        {
            DeliveryFilter.All,
            new() { State = DeliveryState.Failed },
            new() { State = DeliveryState.Failed, EndpointId = "ept_7" },
            new() { State = DeliveryState.Cancelled },
            new() { EndpointIds = ["ept_1", "ept_11"], OrganizationId = "org_1" },
            new() { DeliveryId = "dlv_99" },
        })
        {
            steps.AddRange(
                await ExplainListAsync(harness, sql.Deliveries, "d.seq", new(filter, PostgreSqlRows.Dialect), Deliveries));
        }

        foreach (var filter in new EventFilter[]
        {
            new(),
            new() { OrganizationId = "org_1" },
            new() { Type = WebhookEventType.ScanFailed, RepositoryId = "repo" },
            new() { EventId = "evt_99" },
        })
        {
            steps.AddRange(await ExplainListAsync(harness, sql.Events, "e.seq", new(filter, PostgreSqlRows.Dialect), Deliveries));
        }

        steps.AddRange(await ExplainAsync(harness, sql.Attempts, ("id", "dlv_99")));

        steps.Should().NotContain(step => step.Contains("Seq Scan on event") || step.Contains("Seq Scan on delivery")
            || step.Contains("Seq Scan on figure"));
    }

    [Fact]
    public async Task Lists_of_jobs_and_of_activity_look_up_their_rows_and_so_do_the_marks_of_jobs()
    {
        const int Rows = 100_000;
        await using var harness = new PostgreSqlHarness(server);
        await harness.Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        await harness.ExecuteAsync(
            $"""
            INSERT INTO {harness.Schema}.job (id, kind, subject, handler, organization_id, body, created_at, state, starts, token, due_at,
                settled_at)
            SELECT 'job_' || n, CASE n % 3 WHEN 0 THEN 'execution' ELSE 'received' END, 'subject_' || n % 50, '', 'org_' || n % 10,
                'a body', now(), s.state, 1, 1, now(), CASE WHEN s.state > 0 THEN now() END
            FROM generate_series(1, {Rows}) AS n CROSS JOIN LATERAL (SELECT CASE WHEN n % 20 < 5 THEN n % 4 ELSE 1 END AS state) s;
            INSERT INTO {harness.Schema}.activity (seq, kind, id, name, organization_id, changes_secrets, changed_through)
            SELECT n, n % 3, 'ept_' || n % 1000, 'a name', 'org_' || n % 10, false, 0 FROM generate_series(1, {Rows}) AS n;
            ANALYZE {harness.Schema}.job, {harness.Schema}.activity;
            """);
        var sql = new PostgreSqlJobSql(harness.Schema);
        var activity = new PostgreSqlResourceSql(harness.Schema).Activity;

        foreach (var filter in new JobFilter[]
        {
            new() { Kind = JobKinds.Execution },
            new() { Kind = JobKinds.Execution, OrganizationId = "org_1", State = JobState.Failed },
            new() { Kind = JobKinds.Received, Handler = "none" },
            new() { Kind = JobKinds.Execution, Subject = "subject_7" },
        })
        {
            (await ExplainListAsync(harness, sql.Jobs, "seq", new(filter, PostgreSqlRows.Dialect), Rows)).Where(IsScan).Should().BeEmpty();
        }

        foreach (var filter in new ActivityFilter[]
        {
            new(),
            new() { OrganizationId = "org_1" },
            new() { Kind = ResourceKind.Endpoint, Id = "ept_3" },
            new() { From = DateTimeOffset.UnixEpoch },
        })
        {
            (await ExplainListAsync(harness, activity, "seq", new(filter, PostgreSqlRows.Dialect), Rows)).Where(IsScan).Should().BeEmpty();
        }

        // What is pending comes in the order of an index, and no further than its limit.
        var mark = await ExplainAsync(harness, sql.Mark, ("kind", JobKinds.Execution));
        mark.Where(step => IsScan(step) || step.Contains("Sort")).Should().BeEmpty();
        mark.Should().Contain(step => step.Contains("job_settled")).And.Contain(step => step.Contains("job_due"));
        var ofOne = await ExplainAsync(harness, sql.MarkOfOrganization, ("kind", JobKinds.Execution), ("organization", "org_1"));
        ofOne.Where(IsScan).Should().BeEmpty("what is pending of one organization is few enough to be sorted, or comes sorted");
        ofOne.Where(step => step.Contains("job_organization")).Should().HaveCount(2);

        static bool IsScan(string step) => step.Contains("Seq Scan on job") || step.Contains("Seq Scan on activity");
    }

    [Fact]
    public async Task Retention_finds_what_is_old_by_indexes_and_looks_at_the_deliveries_of_that_alone()
    {
        await using var harness = new PostgreSqlHarness(server);
        await harness.Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        await harness.ExecuteAsync(
            $"""
            INSERT INTO {harness.Schema}.event (id, type, published_at, body)
            SELECT 'evt_' || n, 'SCAN_COMPLETE', now() - interval '30 days' + n * interval '1 s', 'a body'
            FROM generate_series(1, 50000) AS n;
            INSERT INTO {harness.Schema}.delivery
                (id, event_seq, endpoint_id, subscription_ids, created_at, state, attempt_count, settled_at)
            SELECT 'dlv_' || seq, seq, 'a', ARRAY[]::text[], published_at, 1, 1, published_at FROM {harness.Schema}.event ORDER BY seq;
            INSERT INTO {harness.Schema}.attempt (delivery_seq, token, number, started_at, duration, outcome, status)
            SELECT seq, 1, 1, created_at, interval '1 ms', 'Accepted', 200 FROM {harness.Schema}.delivery;
            ANALYZE {harness.Schema}.event, {harness.Schema}.delivery, {harness.Schema}.attempt, {harness.Schema}.pending;
            """);
        var sql = new PostgreSqlOperationsSql(harness.Schema);
        var seqs = Enumerable.Range(1, Page).Select(n => (long)n).ToArray();

        foreach (var find in (string[])[sql.OldEvents, sql.OldPayloads, sql.OldAttempts])
        {
            var steps = await ExplainAsync(harness, find, ("age", TimeSpan.FromDays(7)), ("max", Page));
            steps.Where(step => IsScan(step) || step.Contains("Sort") || step.Contains("Join")).Should().BeEmpty();
        }

        foreach (var purge in (string[])[sql.PurgeEvents, sql.PurgePayloads, sql.PurgeAttempts])
        {
            var steps = await ExplainAsync(harness, purge, ("age", TimeSpan.FromDays(7)), ("seqs", seqs));
            steps.Where(IsScan).Should().BeEmpty();
        }

        // The queue is empty, and only looked at for a delivery that is pending.
        static bool IsScan(string step) => step.Contains("Seq Scan on") && !step.Contains("Seq Scan on pending");
    }

    /// <summary>The plan of a page of a list with so many rows in all.</summary>
    private static Task<List<string>> ExplainListAsync(PostgreSqlHarness harness, string list, string column, SqlFilter filter, int rows)
    {
        var chosen = filter.Page(column, new());
        return ExplainAsync(
            harness,
            $"{list}{chosen.Where} ORDER BY {column} DESC LIMIT @size",
            [.. chosen.Parameters, ("floor", rows - PageRequest.MaxSearched)]);
    }

    private static Task<List<string>> ExplainAsync(
        PostgreSqlHarness harness, string statement, params (string Name, object? Value)[] parameters) =>
        ExplainAsync(harness, statement, "COSTS ON", parameters);

    private static async Task<List<string>> ExplainAsync(
        PostgreSqlHarness harness, string statement, string options, params (string Name, object? Value)[] parameters)
    {
        await using var explain = harness.DataSource.CreateCommand($"EXPLAIN ({options}) {statement}");
        foreach (var (name, value) in parameters)
        {
            explain.Parameters.Add(new NpgsqlParameter(name, value));
        }

        var steps = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
        {
            steps.Add(reader.GetString(0));
        }

        return steps;
    }
}
