// Saves scans with EF Core and publishes their events in the same transaction: both are there afterwards, or neither.
using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Outbox;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Events;

var folder = Directory.CreateTempSubdirectory("zeropath-outbox-");
try
{
    return await RunAsync($"Data Source={Path.Combine(folder.FullName, "application.db")}") ? 0 : 1;
}
finally
{
    SqliteConnection.ClearAllPools();
    folder.Delete(recursive: true);
}

static async Task<bool> RunAsync(string connectionString)
{
    // 1. An endpoint on a free port of this machine, which says what arrives.
    var arrivals = Channel.CreateUnbounded<string>();
    var receiver = WebApplication.CreateEmptyBuilder(new());
    receiver.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
    await using var endpoint = receiver.Build();
    endpoint.Run(context => arrivals.Writer.WriteAsync(context.Request.Headers["webhook-id"].ToString()).AsTask());
    await endpoint.StartAsync();

    // 2. The application: its own tables and the webhooks' are in one file.
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Error);
    builder.Services.AddDbContext<ScanContext>(options => options.UseSqlite(connectionString));
    builder.Services.AddZeroPathWebhooks()
        .UseSqliteStore(connectionString)
        .Configure(options =>
        {
            options.AllowHttp = true;
            options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8"));

            // So long that what is sent here was not found by polling: the commit was noticed.
            options.PollInterval = TimeSpan.FromMinutes(1);
        })
        .AddEndpoint(new() { Name = "Chat", Url = new(endpoint.Urls.Single()) })
        .AddSubscription(new() { EndpointId = "Chat" });
    using var host = builder.Build();

    // EnsureCreated does nothing in a file that has tables, so it comes before the host. Migrations may come at any time.
    await using var scope = host.Services.CreateAsyncScope();
    var database = scope.ServiceProvider.GetRequiredService<ScanContext>();
    await database.Database.EnsureCreatedAsync();
    await host.StartAsync();

    // 3. What is committed is stored, and sent at once; what is rolled back is not there at all.
    var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
    var reader = host.Services.GetRequiredService<WebhookHistory>();
    var isRight = true;
    foreach (var (id, commit) in new[] { ("scan_1", true), ("scan_2", false), ("scan_3", true) })
    {
        var eventId = await SaveAndPublishAsync(id, commit);
        var watch = Stopwatch.StartNew();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var isSent = commit && await arrivals.Reader.ReadAsync(timeout.Token) == eventId;
        watch.Stop();
        var isSaved = await database.Scans.AnyAsync(scan => scan.Id == id);
        var isStored = await reader.FindEventAsync(eventId) is not null;
        isRight &= (isSaved, isStored, isSent) == (commit, commit, commit);
        Console.WriteLine($"{id}: {(commit ? "committed" : "rolled back")}; "
            + $"{(isSaved ? "scan saved" : "no scan")}, {(isStored ? "event stored" : "no event")}, "
                + $"{(isSent ? $"sent after {watch.ElapsedMilliseconds} ms" : "not sent")}.");
    }

    await host.StopAsync();
    isRight &= !arrivals.Reader.TryRead(out _);
    Console.WriteLine(isRight ? "All as it should be." : "That is not as it should be, or more arrived than was committed.");
    return isRight;

    async Task<string> SaveAndPublishAsync(string id, bool commit)
    {
        await using var transaction = await database.Database.BeginTransactionAsync();
        var scan = new ScanRow { Id = id, Repository = "backend-api", StartedAt = TimeProvider.System.GetUtcNow() };
        database.Add(scan);
        await database.SaveChangesAsync();
        var published = await publisher.PublishAsync(EventOf(scan), new() { Transaction = transaction.GetDbTransaction() });
        await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
        return published.EventId;
    }
}

static ScanStartedEvent EventOf(ScanRow row) => new()
{
    Timestamp = row.StartedAt,
    Organization = new() { Id = "org_123", Name = "Acme Corp" },
    Repository = new() { Id = "repo_123", Name = row.Repository },
    Scan = new() { Id = row.Id, Type = ScanType.FullScan, Status = ScanStatus.Started, Url = $"https://zeropath.com/scans/{row.Id}" },
};
