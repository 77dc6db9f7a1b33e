using FluentAssertions;
using SQLitePCL;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>The cost of the hot path does not grow with the queue: no statement of it looks at more rows than it needs.</summary>
public class SqlitePlanTests
{
    public static TheoryData<string, string> HotPath => new()
    {
        { SqliteDeliverySql.Lanes, "SEARCH zeropath_delivery USING COVERING INDEX zeropath_delivery_lane (endpoint_id=? AND is_retry=?)" },
        {
            SqliteDeliverySql.LanesOf,
            "SEARCH zeropath_delivery USING COVERING INDEX zeropath_delivery_lane (endpoint_id=? AND is_retry=?)"
        },
        { SqliteDeliverySql.FallDue, "SEARCH zeropath_delivery USING COVERING INDEX zeropath_delivery_waiting (due_at<?)" },
        {
            SqliteDeliverySql.DueOfLane,
            "SEARCH zeropath_delivery USING INDEX zeropath_delivery_lane (endpoint_id=? AND is_retry=? AND due_at<?)"
        },
        { SqliteDeliverySql.Lease, "SEARCH zeropath_delivery USING INTEGER PRIMARY KEY" },
        { SqliteDeliverySql.ReadBodies, "SEARCH zeropath_event USING INTEGER PRIMARY KEY" },
        { SqliteDeliverySql.Record, "SEARCH zeropath_delivery USING INDEX" },
        { SqliteDeliverySql.AddAttempt, "SEARCH zeropath_delivery USING COVERING INDEX" },
        { SqliteDeliverySql.AddDeliveryOfNewest, "SEARCH zeropath_event" },
        { SqliteDeliverySql.AddDelivery, "SEARCH zeropath_event USING INDEX" },
        { SqliteJobSql.EndpointOf, "SEARCH zeropath_delivery USING INDEX" },
        { SqliteDeliverySql.FindKey, "SEARCH zeropath_event USING INDEX" },
        { SqliteJobSql.FindKey, "SEARCH zeropath_job USING INDEX zeropath_job_key" },
        { SqliteJobSql.Due, "SEARCH zeropath_job USING INDEX zeropath_job_due (kind=? AND handler=? AND due_at<?)" },
        { SqliteJobSql.Lease, "SEARCH zeropath_job USING INTEGER PRIMARY KEY" },
        { SqliteJobSql.NextDue, "SEARCH zeropath_job USING COVERING INDEX zeropath_job_due" },
        { SqliteJobSql.Record, "SEARCH zeropath_job USING INDEX sqlite_autoindex_zeropath_job_1" },
        {
            SqliteJobSql.Purge.Replace("{0}", " WHERE kind = $kind AND state = $state AND settled_at <= $before"),
            "SEARCH zeropath_job USING COVERING INDEX zeropath_job_settled"
        },
        {
            $"{SqliteJobSql.Jobs} WHERE kind = $kind AND subject = $subject AND seq < $before ORDER BY seq DESC LIMIT $size",
            "SEARCH zeropath_job USING INDEX zeropath_job_subject"
        },
    };

    /// <summary>What the dashboard's screens ask for, apart from figures.</summary>
    public static TheoryData<string, string> Screens => new()
    {
        { List(new EventFilter()), "SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" },
        {
            List(new EventFilter { Type = WebhookEventType.ScanFailed, RepositoryId = "repo" }),
            "SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
        },
        { List(new EventFilter { OrganizationId = "org" }), "SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" },
        { List(new EventFilter { EventId = "evt" }), "SEARCH e USING INDEX" },
        { List(DeliveryFilter.All), "SEARCH d USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" },
        { List(new DeliveryFilter { State = DeliveryState.Failed }), "SEARCH d USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" },
        {
            List(new DeliveryFilter { State = DeliveryState.Failed, EndpointId = "ept" }),
            "SEARCH d USING INDEX zeropath_delivery_endpoint (endpoint_id=? AND seq>? AND seq<?)"
        },
        { List(new DeliveryFilter { DeliveryId = "dlv" }), "SEARCH d USING INDEX" },
        { SqliteHistorySql.Attempts, "SEARCH a USING PRIMARY KEY (delivery_seq=?)" },
        { $"{SqliteHistorySql.Deliveries} WHERE d.event_seq = $seq ORDER BY d.seq", "SEARCH d USING INDEX zeropath_delivery_event" },
        {
            $"{SqliteResourceSql.Activity}{new SqlFilter(new ActivityFilter(), SqliteRows.Dialect).Page("seq", new()).Where} "
                + "ORDER BY seq DESC LIMIT @size",
            "SEARCH zeropath_activity USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
        },
        { List(new JobFilter { Kind = "execution" }), "SEARCH zeropath_job USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" },
        {
            List(new JobFilter { Kind = "execution", OrganizationId = "org", State = JobState.Failed }),
            "SEARCH zeropath_job USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
        },
        {
            List(new JobFilter { Kind = "execution", Subject = "trigger" }),
            "SEARCH zeropath_job USING INDEX zeropath_job_subject (kind=? AND subject=? AND seq>? AND seq<?)"
        },
        { SqliteJobSql.Mark, "SEARCH zeropath_job USING INDEX zeropath_job_due (kind=?)" },
        { SqliteJobSql.Mark, "SEARCH zeropath_job USING COVERING INDEX zeropath_job_settled (kind=? AND state=? AND settled_at>?)" },
        {
            SqliteJobSql.MarkOfOrganization,
            "SEARCH zeropath_job USING INDEX zeropath_job_organization (organization_id=? AND kind=? AND settled_at=?)"
        },
        { SqliteOperationsSql.AddHour, "SEARCH zeropath_figure USING COVERING INDEX zeropath_figure_minute (minute>? AND minute<?)" },
        { SqliteOperationsSql.RemoveMinutes, "SEARCH zeropath_figure USING PRIMARY KEY (endpoint_id=? AND minute>? AND minute<?)" },
    };

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Statements_of_the_dashboard_look_up_their_rows(string sql, string step)
    {
        var plan = await ExplainAsync(sql);

        plan.Should().Contain(it => it.StartsWith(step, StringComparison.Ordinal));
        plan.Should().NotContain(it => it.StartsWith("SCAN zeropath", StringComparison.Ordinal) || it == "SCAN d" || it == "SCAN e"
            || it == "USE TEMP B-TREE FOR ORDER BY");
    }

    [Theory]
    [MemberData(nameof(HotPath))]
    public async Task Statements_of_the_hot_path_use_an_index_and_sort_nothing(string sql, string step)
    {
        var plan = await ExplainAsync(sql);

        plan.Should().Contain(it => it.StartsWith(step, StringComparison.Ordinal));
        plan.Should().NotContain(it => IsScanOfRows(it) || it.Contains("TEMP B-TREE"));
    }

    [Fact]
    public async Task The_depth_of_the_queue_is_counted_in_the_indexes_of_what_is_pending()
    {
        var reads = (await ExplainAsync(SqliteHistorySql.QueueDepth)).Where(step => step.Contains("zeropath_delivery"));

        reads.Should().Equal(
            "SCAN zeropath_delivery USING COVERING INDEX zeropath_delivery_lane",
            "SCAN zeropath_delivery USING INDEX zeropath_delivery_waiting");
    }

    [Fact]
    public async Task The_first_lanes_cost_the_same_however_many_endpoints_have_something_due()
    {
        using var folder = new TemporaryFolder();
        using var store = TestStore.Open(folder.ConnectionString);
        await store.Deliveries.NextDueAsync(LeaseRequest.Any, TestContext.Current.CancellationToken);
        using var connection = Application.Open(folder.ConnectionString);
        Add(from: 1, to: 20);
        var few = StepsOfFirstLanes(connection.Handle!);
        Add(from: 21, to: 20_000);

        StepsOfFirstLanes(connection.Handle!).Should().Be(few).And.BePositive();

        void Add(int from, int to) => connection.Execute(
            $"""
            WITH RECURSIVE n (n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM n WHERE n < {to})
            INSERT INTO zeropath_event (seq, id, type, published_at) SELECT n, 'evt_' || n, 'SCAN_COMPLETE', 0 FROM n;
            INSERT INTO zeropath_delivery (id, event_seq, endpoint_id, subscription_ids, created_at, due_at)
            SELECT 'dlv_' || seq, seq, printf('ept_%06d', seq), '[]', 0, 0 FROM zeropath_event WHERE seq >= {from};
            """);
    }

    /// <summary>What SQLite's machine does until it has told of ten.</summary>
    private static int StepsOfFirstLanes(sqlite3 file)
    {
        raw.sqlite3_prepare_v2(file, SqliteDeliverySql.Lanes, out var lanes).Should().Be(raw.SQLITE_OK);
        using (lanes)
        {
            raw.sqlite3_bind_text(lanes, 1, "");
            for (var i = 0; i < 10; i++)
            {
                raw.sqlite3_step(lanes).Should().Be(raw.SQLITE_ROW);
            }

            return raw.sqlite3_stmt_status(lanes, raw.SQLITE_STMTSTATUS_VM_STEP, 0);
        }
    }

    [Fact]
    public async Task Statistics_read_only_the_figures_of_the_endpoints_and_the_time_asked_for()
    {
        (await ExplainAsync(SqliteHistorySql.Figures)).Should()
            .Contain("SEARCH zeropath_figure USING PRIMARY KEY (endpoint_id=? AND minute>? AND minute<?)")
            .And.Contain("SEARCH zeropath_figure_hour USING PRIMARY KEY (endpoint_id=? AND hour>? AND hour<?)");
    }

    [Fact]
    public async Task A_month_of_figures_is_a_row_an_hour()
    {
        await using var harness = new SqliteHarness();
        await harness.Reader.GetQueueDepthAsync(0, TestContext.Current.CancellationToken);
        harness.Execute(
            """
            WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 23999)
            INSERT INTO zeropath_figure (endpoint_id, minute, attempt_number, outcome, state, latency, count)
            SELECT iif(n % 2, 'one', ''), n * 60000, 1, 'Accepted', 1, n % 40, 1 FROM n;
            """);

        while (await harness.Operations.MergeFiguresAsync(500, TestContext.Current.CancellationToken) > 0)
        {
        }

        harness.Query("SELECT count(*) FROM zeropath_figure")[0].Should().Equal("0");
        harness.Query("SELECT count(*) FROM zeropath_figure_hour")[0].Should().Equal("800");
    }

    private static string List(EventFilter filter) =>
        $"{SqliteHistorySql.Events}{new SqlFilter(filter, SqliteRows.Dialect).Page("e.seq", new()).Where} ORDER BY e.seq DESC LIMIT @size";

    private static string List(JobFilter filter) =>
        SqliteJobSql.List(filter, new SqlFilter(filter, SqliteRows.Dialect).Page("seq", new()));

    private static string List(DeliveryFilter filter) => SqliteHistorySql.Deliveries
        + new SqlFilter(filter, SqliteRows.Dialect).Page("d.seq", new()).Where + " ORDER BY d.seq DESC LIMIT @size";

    // Not of a list of the statement's own.
    private static bool IsScanOfRows(string step) => step.Split(' ') is ["SCAN", not ("json_each" or "endpoint" or "e"), ..];

    private static async Task<List<string>> ExplainAsync(string sql)
    {
        using var folder = new TemporaryFolder();
        using var store = TestStore.Open(folder.ConnectionString);
        await store.Deliveries.NextDueAsync(LeaseRequest.Any, TestContext.Current.CancellationToken);
        using var connection = Application.Open(folder.ConnectionString);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The store's own.
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
#pragma warning restore CA2100
        foreach (var name in System.Text.RegularExpressions.Regex.Matches(sql, @"[$@]\w+").Select(match => match.Value).Distinct())
        {
            command.Parameters.AddWithValue(name, 1);
        }

        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
        {
            steps.Add(reader.GetString(3));
        }

        return steps;
    }
}
