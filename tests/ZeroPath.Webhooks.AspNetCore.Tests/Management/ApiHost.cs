using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>
/// A web application with the API at <c>/api</c>. Callers are an organization each, or <see cref="Operator"/>. Deliveries are sent when a
/// test says so, to a stand-in.
/// </summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string Operator = "operator";

    private readonly WebApplication _app;

    private ApiHost(WebApplication app, FakeTimeProvider clock, ApiReceiver receiver, LogRecords log) =>
        (_app, Clock, Receiver, Log) = (app, clock, receiver, log);

    public FakeTimeProvider Clock { get; }

    public ApiReceiver Receiver { get; }

    public LogRecords Log { get; }

    public IServiceProvider Services => _app.Services;

    public WebhookRegistry Registry => Services.GetRequiredService<WebhookRegistry>();

    public IEnumerable<RouteEndpoint> Routes => Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="configure">Endpoints, subscriptions and options.</param>
    /// <param name="map">What the host does with the API; by default it asks for callers that are known.</param>
    /// <param name="services">Other services.</param>
    /// <param name="keepsStart">Whether the host says at the start what has started.</param>
    public static async Task<ApiHost> StartAsync(
        Action<ZeroPathWebhooksBuilder>? configure = null, Action<WebApplication, RouteGroupBuilder>? map = null,
        Action<IServiceCollection>? services = null, bool keepsStart = false)
    {
        var (clock, receiver, log) = (
            new FakeTimeProvider(new(2026, 1, 31, 10, 30, 0, TimeSpan.Zero)), new ApiReceiver(), new LogRecords());
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.AddProvider(log);
        builder.Services.AddRoutingCore();
        builder.Services.AddAuthentication("caller").AddScheme<AuthenticationSchemeOptions, CallerScheme>("caller", null);
        builder.Services.AddAuthorization();
        builder.Services.AddOpenApi();
        builder.Services.AddSingleton<TimeProvider>(clock);
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => receiver));
        configure?.Invoke(webhooks);
        services?.Invoke(builder.Services);

        // The pump and its like: tests make the steps.
        foreach (var hosted in builder.Services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(WebhookRegistry).Assembly
            && !(keepsStart && service.ImplementationType.Name == "StartService")).ToList())
        {
            builder.Services.Remove(hosted);
        }

        var app = builder.Build();
        app.MapOpenApi();
        var api = app.MapZeroPathWebhooksApi("/api", options => options.Scope = context => context.User.FindFirst("org")?.Value is Operator
            ? WebhooksApiScope.All
            : WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value));
        (map ?? ((_, group) => group.RequireAuthorization()))(app, api);
        await app.StartAsync(Token);
        return new(app, clock, receiver, log);
    }

    /// <summary>Gives endpoints and subscriptions back to the host's code.</summary>
    public Task GiveBackAsync() => Registry.UpdateAsync(
        [
            .. Registry.Configuration.Endpoints.Where(endpoint => endpoint.Version > 0).Select(RoutingEdit.Remove),
            .. Registry.Configuration.Subscriptions.Where(subscription => subscription.Version > 0).Select(RoutingEdit.Remove),
        ],
        cancellationToken: Token);

    /// <summary>An operator's, of the whole application.</summary>
    public HttpClient CreateClient()
    {
        var client = Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = new(_app.Urls.First());
        client.DefaultRequestHeaders.Add(CallerScheme.Header, Operator);
        return client;
    }

    public Task<ApiReply> GetAsync(string path, string caller = Operator) => SendAsync(HttpMethod.Get, path, caller: caller);

    public Task<ApiReply> PostAsync(string path, string? json = null, string caller = Operator) =>
        SendAsync(HttpMethod.Post, path, json, caller);

    public Task<ApiReply> PutAsync(string path, string json, string? ifMatch, string caller = Operator) =>
        SendAsync(HttpMethod.Put, path, json, caller, ifMatch);

    /// <param name="method">The method.</param>
    /// <param name="path">The path below that of the API.</param>
    /// <param name="json">The body.</param>
    /// <param name="caller">The organization; empty for somebody unknown.</param>
    /// <param name="ifMatch">The ETag.</param>
    public async Task<ApiReply> SendAsync(
        HttpMethod method, string path, string? json = null, string caller = Operator, string? ifMatch = null)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return await SendAsync(method, $"/api{path}", content, caller, ifMatch);
    }

    public async Task<ApiReply> SendAsync(HttpMethod method, string path, HttpContent? content, string caller, string? ifMatch = null)
    {
        using var client = Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var request = new HttpRequestMessage(method, new Uri(_app.Urls.First() + path)) { Content = content };
        request.Headers.Add(CallerScheme.Header, caller);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await client.SendAsync(request, Token);
        return new(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.ETag?.ToString(),
            response.Headers.RetryAfter?.ToString(),
            response.Headers.Location,
            await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Publishes an event of an organization.</summary>
    public Task<PublishResult> PublishAsync(string organization, WebhookEventType? type = null, DateTimeOffset? deadline = null)
    {
        var sample = (KnownEvent)EventCatalog.Find(type ?? WebhookEventType.ScanComplete)!.CreateSample().Event;
        sample.Organization = new() { Id = organization };
        return Services.GetRequiredService<IWebhookPublisher>().PublishAsync(sample, new() { Deadline = deadline }, Token);
    }

    /// <summary>Adds a trigger of an organization, or of the host's, and an execution of it.</summary>
    public async Task<(string Trigger, string Secret, string Execution)> AddTriggerAsync(string? organization)
    {
        var issued = await Services.GetRequiredService<InboundTriggers>()
            .CreateAsync(new() { Name = "Nightly", OrganizationId = organization }, cancellationToken: Token);
        var added = await Services.GetRequiredService<IJobStore>().AddAsync(
            [
                new()
                {
                    Id = $"job_{Guid.CreateVersion7(Clock.GetUtcNow()):N}",
                    Kind = JobKinds.Execution,
                    Subject = issued.Trigger.Id,
                    OrganizationId = organization,
                    Body = "payload"u8.ToArray(),
                    ContentType = "text/plain",
                    CreatedAt = Clock.GetUtcNow(),
                },
            ],
            lease: null,
            Token);
        return (issued.Trigger.Id, issued.Secret, added[0].Job.Id);
    }

    public async Task<string> StartRedeliveryAsync(string? organization) =>
        (await Services.GetRequiredService<WebhookOperations>()
            .StartRedeliveryAsync(new() { OrganizationId = organization, RepositoryId = "none" }, Token))
            .Id;

    public Task DispatchAsync() => Services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Receiver.Dispose();
    }

    /// <summary>An endpoint that gets everything, with a subscription named like it.</summary>
    public static ZeroPathWebhooksBuilder AddBoth(ZeroPathWebhooksBuilder builder, string id, string? organization = null) => builder
        .AddEndpoint(new()
        {
            Id = id,
            Name = $"Name of {id}",
            Url = new($"https://{id}.example.com/hook"),
            OrganizationId = organization,
            Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer canary-{id}" },
        })
        .AddSubscription(new() { Id = $"sub-{id}", EndpointId = id });
}
