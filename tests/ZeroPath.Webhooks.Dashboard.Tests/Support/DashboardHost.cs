using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.AspNetCore.Tests.Management;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.PostgreSql.Tests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>
/// A web application with the dashboard at <c>/webhooks</c>, on a free port, as a host has it: people log in at <c>/login?as=…</c>, as an
/// organization or as <see cref="Operator"/>, and have a cookie from then on. Deliveries are sent to a stand-in.
/// </summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    public const string Operator = "operator";
    public const string OrgA = "org_a";
    public const string OrgB = "org_b";
    public const string Pattern = "/webhooks";

    private const string Claim = "org";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private volatile bool _isExpired;

    private DashboardHost(WebApplication app, DirectoryInfo folder, ApiReceiver receiver) =>
        (_app, _folder, Receiver) = (app, folder, receiver);

    /// <summary>Stands in for every endpoint.</summary>
    public ApiReceiver Receiver { get; }

    public IServiceProvider Services => _app.Services;

    public WebhookRegistry Registry => Services.GetRequiredService<WebhookRegistry>();

    /// <summary>Such as <c>http://127.0.0.1:34567</c>.</summary>
    public string Address => _app.Urls.First();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="store">What it keeps its webhooks in.</param>
    /// <param name="server">The server, for <see cref="StoreKind.PostgreSql"/>.</param>
    /// <param name="configure">Endpoints, subscriptions, receivers and options.</param>
    /// <param name="options">What the host says of the dashboard, beside the scope.</param>
    /// <param name="authorize">What the host does with the dashboard; by default it asks for users who have logged in.</param>
    /// <param name="pathBase">What stands before every path.</param>
    /// <param name="map">What else it maps.</param>
    public static async Task<DashboardHost> StartAsync(
        StoreKind store = StoreKind.InMemory,
        PostgreSqlServer? server = null,
        Action<ZeroPathWebhooksBuilder>? configure = null,
        Action<ZeroPathWebhooksDashboardOptions>? options = null,
        Action<RouteGroupBuilder>? authorize = null,
        string pathBase = "",
        Action<WebApplication>? map = null)
    {
        var folder = Directory.CreateTempSubdirectory("zeropath-dashboard-");
        var receiver = new ApiReceiver();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        DashboardHost? host = null;
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
            cookie.Events.OnValidatePrincipal = context =>
            {
                if (host!._isExpired)
                {
                    context.RejectPrincipal();
                }

                return Task.CompletedTask;
            });
        builder.Services.AddAuthorization();
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Critical));
        var webhooks = builder.Services.AddZeroPathWebhooks(given => given.PollInterval = TimeSpan.FromSeconds(1))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => receiver));
        _ = store switch
        {
            StoreKind.Sqlite => webhooks.UseSqliteStore($"Data Source={Path.Combine(folder.FullName, "webhooks.db")}"),
            StoreKind.PostgreSql => webhooks.UsePostgreSqlStore(server!.DataSource, $"d{Guid.NewGuid():N}"),
            _ => webhooks,
        };
        configure?.Invoke(webhooks);
        var app = builder.Build();
        host = new(app, folder, receiver);
        if (pathBase.Length > 0)
        {
            app.UsePathBase(pathBase);
        }

        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/login", LogInAsync);
        app.MapGet("/Account/Login", () => "Log in.");
        var group = app.MapZeroPathWebhooksDashboard(Pattern, given =>
        {
            given.Scope = context => context.User.FindFirst(Claim)?.Value is Operator
                ? WebhooksApiScope.All
                : WebhooksApiScope.Organization(context.User.FindFirst(Claim)?.Value);
            options?.Invoke(given);
        });
        (authorize ?? (its => its.RequireAuthorization()))(group);
        map?.Invoke(app);
        await app.StartAsync(Token);
        return host;
    }

    /// <summary>Ends the session of everybody who has logged in.</summary>
    public void EndSessions() => _isExpired = true;

    /// <summary>A caller with a cookie, as a page of the dashboard is.</summary>
    /// <param name="user">The organization, or <see cref="Operator"/>; null for somebody unknown.</param>
    public async Task<HttpClient> LogInAsync(string? user)
    {
        // Not the factory's clients: those share their cookies.
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = false })
        {
            BaseAddress = new(Address),
        };
        if (user is not null)
        {
            using var answer = await client.GetAsync(new Uri($"/login?as={user}", UriKind.Relative), Token);
        }

        return client;
    }

    /// <summary>Adds an endpoint that gets everything of an organization.</summary>
    public async Task<WebhookEndpoint> AddEndpointAsync(
        string id, string? organization = null, Func<WebhookEndpoint, WebhookEndpoint>? adjust = null)
    {
        var endpoint = new WebhookEndpoint
        {
            Id = id,
            Name = $"Name of {id}",
            Url = new($"https://{Uri.EscapeDataString(id).Replace('%', '-')}.example.com/hook?key=canary-query-{id}"),
            OrganizationId = organization,
            Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer canary-header-{id}" },
        };
        var added = await Registry.AddEndpointAsync(adjust?.Invoke(endpoint) ?? endpoint, cancellationToken: Token);
        await Registry.AddSubscriptionAsync(new() { Id = $"sub-{id}", EndpointId = id }, cancellationToken: Token);
        return added;
    }

    /// <summary>Adds a trigger of an organization.</summary>
    public async Task<InboundTrigger> AddTriggerAsync(string organization, string name = "Nightly build") =>
        (await Services.GetRequiredService<InboundTriggers>().CreateAsync(
            new() { Name = name, OrganizationId = organization }, cancellationToken: Token)).Trigger;

    /// <summary>Publishes an event of an organization.</summary>
    public Task<PublishResult> PublishAsync(string organization, WebhookEventType? type = null, Action<KnownEvent>? adjust = null)
    {
        var sample = (KnownEvent)EventCatalog.Find(type ?? WebhookEventType.ScanComplete)!.CreateSample().Event;
        sample.Organization = new() { Id = organization, Name = $"Name of {organization}" };
        adjust?.Invoke(sample);
        return Services.GetRequiredService<IWebhookPublisher>().PublishAsync(sample, cancellationToken: Token);
    }

    /// <summary>Adds a job, as if something had come in.</summary>
    /// <param name="kind">One of <see cref="JobKinds"/>.</param>
    /// <param name="subject">The receiver's name, or the trigger's id.</param>
    /// <param name="organization">Whose it is.</param>
    /// <param name="body">What came.</param>
    public async Task<string> AddJobAsync(string kind, string subject, string? organization, string body = "{}")
    {
        var time = Services.GetRequiredService<TimeProvider>();
        var added = await Services.GetRequiredService<IJobStore>().AddAsync(
            [
                new()
                {
                    Id = $"job_{Guid.CreateVersion7(time.GetUtcNow()):N}",
                    Kind = kind,
                    Subject = subject,
                    Handler = kind == JobKinds.Received ? "desk" : "",
                    OrganizationId = organization,
                    Body = Encoding.UTF8.GetBytes(body),
                    ContentType = "application/json",
                    CreatedAt = time.GetUtcNow(),
                },
            ],
            lease: null,
            Token);
        return added[0].Job.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Receiver.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static Task LogInAsync(HttpContext context)
    {
        var user = context.Request.Query["as"].ToString();
        return context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(
            [new(Claim, user), new(ClaimTypes.Name, $"user of {user}")], CookieAuthenticationDefaults.AuthenticationScheme)));
    }
}
