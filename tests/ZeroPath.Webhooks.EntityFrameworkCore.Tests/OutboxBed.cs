using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.EntityFrameworkCore.Tests;

/// <summary>An application with a context and webhooks in one database.</summary>
internal sealed class OutboxBed : StoreNode
{
    private readonly List<AsyncServiceScope> _scopes = [];
    private readonly Func<Task> _removeAsync;

    private OutboxBed(
        Receiver receiver, FailingCommits commits, Action<ZeroPathWebhooksBuilder> store, Action<DbContextOptionsBuilder> database,
        Func<Task> removeAsync)
        : base(receiver, webhooks =>
        {
            store(webhooks);
            webhooks.Services.AddDbContextPool<ScanContext>(
                options =>
                {
                    database(options);
                    options.UseZeroPathWebhooks().AddInterceptors(commits);
                },
                poolSize: 1);
        }) => (Receiver, Commits, _removeAsync) = (receiver, commits, removeAsync);

    public Receiver Receiver { get; }

    public FailingCommits Commits { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="store">Chooses the store.</param>
    /// <param name="database">Chooses the context's database, which is the same.</param>
    /// <param name="removeAsync">Removes the database.</param>
    public static async Task<OutboxBed> StartAsync(
        Action<ZeroPathWebhooksBuilder> store, Action<DbContextOptionsBuilder> database, Func<Task> removeAsync)
    {
        var bed = new OutboxBed(new(), new(), store, database, removeAsync);
        await bed.NewContext().Database.EnsureCreatedAsync(Token);
        await bed.StartAsync();
        return bed;
    }

    public static ScanCompleteEvent Event() => (ScanCompleteEvent)EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event;

    /// <summary>A context of its own, from the pool.</summary>
    public ScanContext NewContext()
    {
        var scope = Services.CreateAsyncScope();
        _scopes.Add(scope);
        return scope.ServiceProvider.GetRequiredService<ScanContext>();
    }

    /// <summary>The ids of the events that are stored, and of the scans that are saved.</summary>
    public async Task<(IReadOnlyList<string> Events, IReadOnlyList<string> Scans)> StoredAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var scans = await scope.ServiceProvider.GetRequiredService<ScanContext>().Scans.Select(scan => scan.Id).ToListAsync(Token);
        var events = (await History.ListEventsAsync(new(), new(100), Token)).Items;
        return ([.. events.Select(stored => stored.Id)], scans);
    }

    /// <summary>Waits until all events that are stored have been sent, without polling; there must be so many.</summary>
    public async Task<IReadOnlyList<string>> AllAreSentAsync(int count)
    {
        var (events, _) = await StoredAsync();
        Assert.Equal(count, events.Count);
        await Receiver.ReceivesAsync([.. events]);
        return events;
    }

    public async Task StopAsync()
    {
        foreach (var scope in _scopes)
        {
            await scope.DisposeAsync();
        }

        await DisposeAsync();
        await _removeAsync();
    }
}
