using System.Collections.Concurrent;
using AspNetCoreHost.Simulation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.Events;

namespace AspNetCoreHost;

/// <summary>The application: it sends webhooks, and its customers manage theirs through the API and the dashboard.</summary>
internal static class WebHost
{
    public const string Api = "/api";
    public const string Dashboard = "/webhooks";
    public const string Receiver = "/hooks/zeropath";

    // Programs have a key, people a cookie.
    private const string KeyOrCookie = "key or cookie";

    public static WebApplication Build(string[] args, IDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        var store = builder.Configuration.GetSection("Store");

        // 1. The library, its store, and the keys that protect the secrets in it.
        var webhooks = builder.Services.AddZeroPathWebhooks(builder.Configuration.GetSection("ZeroPathWebhooks")).UseDataProtection();
        builder.Services.AddDataProtection().SetApplicationName("AspNetCoreHost").PersistKeysToFileSystem(new(store["Keys"]!));
        _ = store["PostgreSql"] is { Length: > 0 } postgreSql
            ? webhooks.UsePostgreSqlStore(postgreSql)
            : webhooks.UseSqliteStore(store["Sqlite"]!);
        _ = builder.Configuration.GetValue<bool>("Simulate")
            ? Simulate(webhooks, builder.Configuration)
            : webhooks.AddInboundTriggers<Agent>();

        // 2. Who calls. Without a policy the API is closed.
        builder.Services.AddAuthentication(KeyOrCookie)
            .AddPolicyScheme(KeyOrCookie, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey(ApiKeyScheme.Header) || context.Request.Path.StartsWithSegments(Api)
                    ? "key"
                    : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyScheme>("key", null)
            .AddCookie(options => options.LoginPath = Login.Path);
        builder.Services.AddAuthorization();
        builder.Services.AddHealthChecks().AddZeroPathWebhooks();
        builder.Services.AddOpenApi();
        var app = builder.Build();

        // 3. The API and the dashboard. An organization's callers see and change what is of the organization; operators everything.
        // Triggers have secrets of their own.
        app.MapZeroPathWebhooksApi(Api, options => options.Scope = Scope).RequireAuthorization();
        app.MapZeroPathWebhooksDashboard(Dashboard, options => options.Scope = Scope).RequireAuthorization();
        app.MapZeroPathInboundTriggers();
        Login.Map(app);
        if (app.Services.GetService<Traffic>() is not null)
        {
            app.MapZeroPathWebhooks(Receiver);
        }

        app.MapOpenApi();
        app.MapHealthChecks("/health/live", new() { Predicate = check => check.Tags.Contains("live") });
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });

        // 4. What the application does: here, it says that a scan of the caller's organization failed.
        app.MapPost("/scans/{scan}/fail", async (string scan, HttpContext context, IWebhookPublisher publisher, TimeProvider time) =>
        {
            var published = await publisher.PublishAsync(
                new ScanFailedEvent
                {
                    Timestamp = time.GetUtcNow(),
                    Organization = new() { Id = Caller(context)! },
                    Repository = new() { Id = "repo_1", Name = "backend-api" },
                    Scan = new()
                    {
                        Id = scan,
                        Type = ScanType.FullScan,
                        Status = ScanStatus.Failed,
                        Url = $"https://scans.example.com/{scan}",
                    },
                    Error = "Out of memory.",
                },
                cancellationToken: context.RequestAborted);
            return Results.Text(published.EventId);
        }).RequireAuthorization();
        return app;
    }

    private static WebhooksApiScope Scope(HttpContext context) => Caller(context) == ApiKeyScheme.Operator
        ? WebhooksApiScope.All
        : WebhooksApiScope.Organization(Caller(context));

    private static ZeroPathWebhooksBuilder Simulate(ZeroPathWebhooksBuilder webhooks, IConfiguration configuration)
    {
        // A database server has a clock of its own.
        var behind = string.IsNullOrEmpty(configuration["Store:PostgreSql"]) ? Traffic.History : TimeSpan.Zero;
        var clock = new SimulatedClock(behind);
        var receivers = new SimulatedReceivers(clock);
        var (numbers, count) = (new ConcurrentDictionary<string, int>(), 0);
        webhooks.Services.AddSingleton<TimeProvider>(clock).AddSingleton(clock).AddSingleton(receivers).AddSingleton<Traffic>();

        // Short, so that there are dead letters to look at soon.
        webhooks.Services.Configure<ZeroPathWebhooksOptions>(options => options.Handlers = options.Handlers with
        {
            Retry = new() { Delays = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)] },
        });
        return webhooks.ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => receivers))
            .AddInboundTriggers<SimulatedAgent>()
            .AddReceiver(configuration.GetSection("Receiver"))
            .AddHandler<WebhookEvent>("ticket desk", (_, received, _) =>
                numbers.GetOrAdd(received.Id, _ => Interlocked.Increment(ref count)) % 4 != 2
                ? Task.CompletedTask
                : throw new InvalidOperationException("The ticket desk is closed for maintenance."));
    }

    private static string? Caller(HttpContext context) => context.User.FindFirst(ApiKeyScheme.Claim)?.Value;
}
