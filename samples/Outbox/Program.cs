// Saves scans with EF Core, whose events are stored in the same transaction: both are there afterwards, or neither.
using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Outbox;
using ZeroPath.Webhooks;

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
    builder.Services.AddDbContext<ScanContext>(options => options.UseSqlite(connectionString).UseZeroPathWebhooks());
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
    var history = host.Services.GetRequiredService<WebhookHistory>();
    var isRight = await CheckAsync("An entity raises its event; SaveChangesAsync stores both", isCommitted: true, () =>
    {
        database.Add(ScanRow.Start("scan_1", "backend-api"));
        return database.SaveChangesAsync();
    });
    isRight &= await CheckAsync("A transaction that is rolled back", isCommitted: false, async () =>
    {
        await using var transaction = await database.Database.BeginTransactionAsync();
        database.Add(ScanRow.Start("scan_2", "backend-api"));
        await database.SaveChangesAsync();
        await transaction.RollbackAsync();
    });
    isRight &= await CheckAsync("ExecuteUpdate, and the event in its transaction", isCommitted: true, async () =>
    {
        await using var transaction = await database.Database.BeginTransactionAsync();
        await database.Scans.ExecuteUpdateAsync(set => set.SetProperty(scan => scan.IsComplete, true));
        await database.PublishWebhookAsync(database.Scans.AsNoTracking().First().Completed());
        await transaction.CommitAsync();
    });

    await host.StopAsync();
    isRight &= !arrivals.Reader.TryRead(out _);
    Console.WriteLine(isRight ? "All as it should be." : "That is not as it should be, or more arrived than was committed.");
    return isRight;

    // Says what became of the event: stored and sent, or neither.
    async Task<bool> CheckAsync(string what, bool isCommitted, Func<Task> save)
    {
        var before = await CountAsync();
        await save();
        var watch = Stopwatch.StartNew();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var sent = isCommitted ? await arrivals.Reader.ReadAsync(timeout.Token) : null;
        watch.Stop();
        var isStored = await CountAsync() == before + 1;
        Console.WriteLine($"{what}: {(isStored ? "event stored" : "no event")}, "
            + $"{(sent is not null ? $"sent after {watch.ElapsedMilliseconds} ms" : "nothing sent")}.");
        return isStored == isCommitted;
    }

    async Task<int> CountAsync() => (await history.ListEventsAsync(new(), new(100))).Items.Count;
}
