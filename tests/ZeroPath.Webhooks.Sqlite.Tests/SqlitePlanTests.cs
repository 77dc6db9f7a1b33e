using FluentAssertions;
using Xunit;
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

    [Theory]
    [MemberData(nameof(HotPath))]
    public async Task Statements_of_the_hot_path_use_an_index_and_sort_nothing(string sql, string step)
    {
        using var folder = new TemporaryFolder();
        using var store = TestStore.Open(folder.ConnectionString);
        await store.Deliveries.NextDueAsync(LeaseRequest.Any, TestContext.Current.CancellationToken);
        using var connection = Application.Open(folder.ConnectionString);

        var plan = Explain(connection, sql);

        plan.Should().Contain(it => it.StartsWith(step, StringComparison.Ordinal));
        plan.Should().NotContain(it => IsScanOfRows(it) || it.Contains("TEMP B-TREE"));
    }

    [Fact]
    public async Task Statistics_read_only_the_figures_of_the_endpoints_and_the_time_asked_for()
    {
        using var folder = new TemporaryFolder();
        using var store = TestStore.Open(folder.ConnectionString);
        await store.Deliveries.NextDueAsync(LeaseRequest.Any, TestContext.Current.CancellationToken);
        using var connection = Application.Open(folder.ConnectionString);

        Explain(connection, SqliteHistorySql.Figures).Should()
            .Contain("SEARCH zeropath_figure USING PRIMARY KEY (endpoint_id=? AND minute>? AND minute<?)");
    }

    // Not of a list of the statement's own.
    private static bool IsScanOfRows(string step) => step.Split(' ') is ["SCAN", not ("json_each" or "endpoint" or "e"), ..];

    private static List<string> Explain(Microsoft.Data.Sqlite.SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The store's own.
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
#pragma warning restore CA2100
        foreach (var name in System.Text.RegularExpressions.Regex.Matches(sql, @"\$\w+").Select(match => match.Value).Distinct())
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
