using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.Benchmarks.Stores;
using ZeroPath.Webhooks.PostgreSql.Tests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Benchmarks.Dashboard;

/// <summary>What the calls of each screen of the dashboard take with a million deliveries. The goal: each under 200 ms.</summary>
internal static class DashboardComparison
{
    private const string Organization = "org_7";
    private const int Many = 1_000_000;
    private const int Goal = 200;
    private const int Rounds = 7;
    private const int RetentionBatch = 500;

    /// <summary>By screen, what it asks for; {id} is the number of one of the newest events.</summary>
    private static readonly (string Screen, string Call)[] Calls =
    [
        ("overview", "api/overview"),
        ("overview", "api/statistics?intervalSeconds=1800"),
        ("overview", "api/statistics?intervalSeconds=86400&from={month}"),
        ("endpoints", "api/endpoint-summaries?pageSize=50"),
        ("endpoints", "api/endpoint-summaries?state=Attention"),
        ("endpoint", "api/endpoints/ept_7/health"),
        ("endpoint", "api/statistics?endpointId=ept_7&intervalSeconds=21600&from={month}"),
        ("endpoint", "api/deliveries?endpointId=ept_7&pageSize=20"),
        ("events", "api/events"),
        ("events", "api/events?eventType=SCAN_FAILED&repositoryId=repo_3"),
        ("event", "api/events/evt_{id}"),
        ("event", "api/events/evt_{id}/explanation"),
        ("deliveries", "api/deliveries"),
        ("deliveries", "api/deliveries?state=Failed"),
        ("deliveries", "api/deliveries?state=Failed&endpointId=ept_7"),
        ("deliveries", "api/deliveries?state=Cancelled"),
        ("deliveries", "api/deliveries/count?state=Failed"),
        ("delivery", "api/deliveries/dlv_{id}"),
        ("executions", "api/executions"),
        ("activity", "api/activity"),
    ];

    public static async Task RunAsync(string[] args)
    {
        var which = args is [var store, ..] ? store : "all";
        var count = args is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : Many;
        if (which is "all" or "sqlite")
        {
            var folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
            var source = $"Data Source={Path.Combine(folder.FullName, "dashboard.db")}";
            await MeasureAsync("sqlite", webhooks => webhooks.UseSqliteStore(source), () => FillSqlite(source, count), count);
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }

        if (which is "all" or "postgresql")
        {
            await using var server = await PostgreSqlCluster.CreateAsync();
            await server.StartAsync(survivesPowerCut: true);
            var source = await server.CreateDatabaseAsync("dashboard");
            await MeasureAsync(
                "postgresql", webhooks => webhooks.UsePostgreSqlStore(source), () => FillPostgreSqlAsync(source, count), count);
        }
    }

    private static async Task MeasureAsync(string store, Action<ZeroPathWebhooksBuilder> use, Func<Task> fillAsync, int count)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var webhooks = builder.Services.AddZeroPathWebhooks();
        use(webhooks);
        for (var endpoint = 0; endpoint < 100; endpoint++)
        {
            var (id, organization) = ($"ept_{endpoint}", $"org_{endpoint % 10}");
            webhooks.AddEndpoint(new() { Id = id, Name = id, Url = new($"https://{endpoint}.example.com"), OrganizationId = organization })
                .AddSubscription(new() { EndpointId = id });
        }

        // Nothing is sent.
        builder.Services.Remove(builder.Services.Single(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Name == "DeliveryService"));
        await using var app = builder.Build();
        app.MapZeroPathWebhooksDashboard("/webhooks", options => options.Scope = context =>
            context.Request.Headers["X-Organization"].ToString() is { Length: > 0 } organization
                ? WebhooksApiScope.Organization(organization)
                : WebhooksApiScope.All).AllowAnonymous();
        await app.StartAsync();
        await app.Services.GetRequiredService<WebhookHistory>().ListEventsAsync(new(), new(1));
        await fillAsync();
        while (await app.Services.GetRequiredService<IDeliveryOperations>().MergeFiguresAsync(RetentionBatch, CancellationToken.None) > 0)
        {
        }

        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new($"{app.Urls.First()}/webhooks/") };
        var calls = Calls.Select(call => ("operator", call.Screen, call.Call))
            .Concat(Calls.Select(call => (Organization, call.Screen, call.Call))).ToList();

        // The code is compiled anew once it is known to be hot: that is not what is measured.
        foreach (var (user, _, call) in calls)
        {
            await AskAsync(client, user, call, count);
        }

        var slow = 0;
        foreach (var (user, screen, call) in calls)
        {
            var median = Median.Of(await AskAsync(client, user, call, count));
            slow += median > Goal ? 1 : 0;
            Console.WriteLine($"{store,-10} {user,-8} {screen,-10} {median,8:N1} ms  {call}");
        }

        Console.WriteLine($"{store}: {(slow == 0 ? "all" : $"all but {slow}")} under {Goal} ms with {count:N0} deliveries");
        await app.StopAsync();
    }

    /// <returns>How many milliseconds it took, each time.</returns>
    private static async Task<List<double>> AskAsync(HttpClient client, string user, string call, int count)
    {
        client.DefaultRequestHeaders.Remove("X-Organization");
        client.DefaultRequestHeaders.Add("X-Organization", user == Organization ? user : "");
        var path = call.Replace("{id}", $"{count - 3:D32}", StringComparison.Ordinal).Replace(
            "{month}", Uri.EscapeDataString($"{TimeProvider.System.GetUtcNow().AddDays(-30):O}"), StringComparison.Ordinal);
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            await answer.Content.ReadAsByteArrayAsync();
            times.Add(watch.Elapsed.TotalMilliseconds);
            answer.EnsureSuccessStatusCode();
        }

        return times;
    }

    private static Task FillSqlite(string source, int count)
    {
        using var connection = new SqliteConnection($"{source};Pooling=false");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var fill = new SqliteCommand(DashboardSql.Sqlite, connection, transaction) { CommandTimeout = 1800 };
        fill.Parameters.AddWithValue("$count", count);
        fill.Parameters.AddWithValue("$now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        fill.Parameters.AddWithValue("$span", (long)TimeSpan.FromDays(30).TotalMilliseconds);
        fill.Parameters.AddWithValue("$body", BareClient.Body);
        fill.ExecuteNonQuery();
        transaction.Commit();
        return Task.CompletedTask;
    }

    private static async Task FillPostgreSqlAsync(string source, int count)
    {
        await using var connection = new NpgsqlConnection($"{source};Command Timeout=1800");
        await connection.OpenAsync();
        await using var fill = new NpgsqlCommand(DashboardSql.PostgreSql, connection);
        fill.Parameters.AddWithValue("count", count);
        fill.Parameters.AddWithValue("body", BareClient.Body);
        await fill.ExecuteNonQueryAsync();
    }
}
