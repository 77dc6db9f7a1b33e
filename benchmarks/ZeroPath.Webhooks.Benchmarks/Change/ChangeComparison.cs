using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZeroPath.Webhooks.Benchmarks.Load;

namespace ZeroPath.Webhooks.Benchmarks.Change;

/// <summary>
/// What a change of one endpoint costs among 100, 10,000 and 100,000 endpoints with a subscription each, and what a start with them costs.
/// The goals: among 100,000 at most 3 times what it costs among 100, at most 20 ms on PostgreSQL, whose other nodes follow within 2 s; a
/// start within 3 s, and at most 150 MiB held.
/// </summary>
internal static class ChangeComparison
{
    private const int WithSecrets = 1_000;
    private const int WarmUp = 10;

    private const string FillSqlite = """
        WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < $count - 1),
        k (kind, template) AS (VALUES (1, $endpoint), (2, $subscription))
        INSERT INTO zeropath_resource (kind, id, name, organization_id, parent_id, settings, secrets, version, changed_at, changed_through)
        SELECT kind,
            printf(iif(kind = 1, 'ept_%07d', 'sub_%07d'), n),
            printf(iif(kind = 1, 'Production alerts %07d', 'sub_%07d'), n),
            iif(kind = 1, printf('org_%06d', n / 10), NULL), iif(kind = 2, printf('ept_%07d', n), NULL),
            replace(template, '1234567', printf('%07d', n)), iif(kind = 1 AND n < $secret, $secrets, NULL), n * 2 + kind, 0, 0
        FROM n, k;
        UPDATE zeropath_resource_version SET version = $count * 2 + 2;
        """;

    private const string FillPostgreSql = """
        INSERT INTO zeropath_webhooks.resource
            (kind, id, name, organization_id, parent_id, settings, secrets, version, changed_at, changed_through)
        SELECT kind,
            CASE kind WHEN 1 THEN 'ept_' ELSE 'sub_' END || number,
            CASE kind WHEN 1 THEN 'Production alerts ' ELSE 'sub_' END || number,
            CASE kind WHEN 1 THEN 'org_' || left(number, 6) END, CASE kind WHEN 2 THEN 'ept_' || number END,
            replace(template, '1234567', number), CASE WHEN kind = 1 AND n < @secret THEN @secrets END,
            nextval('zeropath_webhooks.resource_version'), now(), 0
        FROM (SELECT n, lpad(n::text, 7, '0') AS number FROM generate_series(0, @count - 1) AS n) AS numbers,
            (VALUES (1, @endpoint), (2, @subscription)) AS kinds (kind, template);
        ANALYZE;
        """;

    private static readonly int[] Sizes = [100, 10_000, 100_000];

    public static Task RunAsync(LoadStore store, LoadReport report, int rounds) => store.Kind switch
    {
        LoadStore.Memory => MeasureAsync(
            store.Kind, report, rounds, _ => Task.FromResult<Action<ZeroPathWebhooksBuilder>>(_ => { }),
            (host, size) => host.FillAsync(size)),
        LoadStore.Sqlite => MeasureAsync(
            store.Kind, report, rounds, async size => await FillSqliteAsync(await store.CreateAsync(), size)),
        _ => MeasureAsync(
            store.Kind, report, rounds, async size => await FillPostgreSqlAsync(await store.CreateAsync(), size)),
    };

    private static async Task<Action<ZeroPathWebhooksBuilder>> FillSqliteAsync(string source, int size)
    {
        Action<ZeroPathWebhooksBuilder> useStore = webhooks => webhooks.UseSqliteStore(source);
        await (await ConfiguredHost.StartAsync(useStore)).DisposeAsync();
        await using var connection = new SqliteConnection($"{source};Pooling=false");
        await connection.OpenAsync();
        await using var fill = new SqliteCommand(FillSqlite, connection);
        AddValues(size, (name, value) => fill.Parameters.AddWithValue($"${name}", value));
        await fill.ExecuteNonQueryAsync();
        return useStore;
    }

    private static async Task<Action<ZeroPathWebhooksBuilder>> FillPostgreSqlAsync(string source, int size)
    {
        Action<ZeroPathWebhooksBuilder> useStore = webhooks => webhooks.UsePostgreSqlStore(source);
        await (await ConfiguredHost.StartAsync(useStore)).DisposeAsync();
        await using var connection = new NpgsqlConnection($"{source};Command Timeout=600");
        await connection.OpenAsync();
        await using var fill = new NpgsqlCommand(FillPostgreSql, connection);
        AddValues(size, (name, value) => fill.Parameters.AddWithValue(name, value));
        await fill.ExecuteNonQueryAsync();
        return useStore;
    }

    private static async Task MeasureAsync(
        string store,
        LoadReport report,
        int rounds,
        Func<int, Task<Action<ZeroPathWebhooksBuilder>>> prepareAsync,
        Func<ConfiguredHost, int, Task>? fillAsync = null)
    {
        var hosts = new List<ConfiguredHost>();
        Action<ZeroPathWebhooksBuilder>? useLast = null;
        foreach (var size in Sizes)
        {
            useLast = await prepareAsync(size);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var host = await ConfiguredHost.StartAsync(useLast);
            hosts.Add(host);
            await (fillAsync?.Invoke(host, size) ?? Task.CompletedTask);
            var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / 1024.0;
            report.Add(
                "start", store, $"{size} endpoints", [
                    ("MiB held", held),
                    .. fillAsync is not null ? Array.Empty<(string, double)>() :
                    [
                        ("seconds", host.StartTime.TotalSeconds), ("processor seconds", host.StartProcessorTime.TotalSeconds),
                    ],
                ]);
        }

        // In turns, since whatever else the machine does befalls all.
        var adds = Sizes.Select(_ => new List<double>()).ToList();
        var edits = Sizes.Select(_ => new List<double>()).ToList();
        for (var round = -WarmUp; round < rounds; round++)
        {
            for (var i = 0; i < hosts.Count; i++)
            {
                var (host, number, rate) = (hosts[i], (round + WarmUp) * 7919 % Sizes[i], round + WarmUp + 1);
                var (add, edit) = (await TimeAsync(host.AddAsync), await TimeAsync(() => host.EditAsync(number, rate)));
                if (round >= 0)
                {
                    adds[i].Add(add);
                    edits[i].Add(edit);
                }
            }
        }

        Add("add", adds);
        Add("edit", edits);
        if (fillAsync is null)
        {
            await FollowAsync(store, report, hosts[^1], useLast!);
        }

        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        void Add(string what, List<List<double>> times)
        {
            foreach (var (size, own) in Sizes.Zip(times))
            {
                report.Add(
                    what,
                    store,
                    $"{size} endpoints",
                    ("ms", Median.Of(own)),
                    ($"ratio to {Sizes[0]}", Median.Of(own.Zip(times[0], (many, few) => many / few))));
            }
        }
    }

    /// <summary>How long it takes until another node routes by a change.</summary>
    private static async Task FollowAsync(string store, LoadReport report, ConfiguredHost host, Action<ZeroPathWebhooksBuilder> useStore)
    {
        await using var other = await ConfiguredHost.StartAsync(useStore);
        var times = new List<double>();
        for (var round = 0; round < 7; round++)
        {
            var added = await host.AddAsync();
            times.Add(await TimeAsync(async () =>
            {
                while (other.Registry.Router.FindEndpoint(added.Id) is null)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                }

                return added;
            }));
        }

        report.Add("follow", store, $"{Sizes[^1]} endpoints", ("ms", Median.Of(times)), ("longest ms", times.Max()));
    }

    private static async Task<double> TimeAsync(Func<Task<WebhookEndpoint>> changeAsync)
    {
        var start = Stopwatch.GetTimestamp();
        await changeAsync();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void AddValues(int count, Action<string, object> add)
    {
        var codec = new ResourceCodec(new PlainSecretProtector(), new(), WebhookFormats.BuiltIn);
        var endpoint = ConfiguredHost.Endpoint("1234567");
        add("count", count);
        add("secret", WithSecrets);
        add("endpoint", codec.RowOf(endpoint).Settings);
        add("subscription", ResourceCodec.RowOf(ConfiguredHost.Subscription("1234567")).Settings);
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer token" };
        add("secrets", codec.RowOf(endpoint with { Headers = headers }).Secrets!);
    }
}
