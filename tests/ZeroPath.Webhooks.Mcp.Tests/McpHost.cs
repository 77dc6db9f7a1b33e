using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using Xunit;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.AspNetCore.Tests.Management;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>A web application with the tools at <c>/mcp</c>, to which clients connect as one caller each.</summary>
internal sealed class McpHost : IAsyncDisposable
{
    /// <summary>A caller who is known and belongs to no organization.</summary>
    public const string Nobody = "nobody";

    private readonly List<McpClient> _clients = [];

    private McpHost(ApiHost host) => Host = host;

    public ApiHost Host { get; }

    public Uri Address =>
        new(Host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/mcp");

    /// <param name="configure">Endpoints, subscriptions and options.</param>
    /// <param name="map">What the host does with what <c>MapMcp</c> returns; by default it asks for callers that are known.</param>
    /// <param name="options">What the host says of its tools; by default callers are an organization each, or the operator.</param>
    /// <param name="services">Other services.</param>
    /// <param name="prepare">What is done to the application first.</param>
    public static async Task<McpHost> StartAsync(
        Action<ZeroPathWebhooksBuilder>? configure = null,
        Action<IEndpointConventionBuilder>? map = null,
        Action<ZeroPathWebhooksMcpOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? prepare = null) => new(await ApiHost.StartAsync(
            configure,
            (app, _) =>
            {
                prepare?.Invoke(app);
                (map ?? (endpoint => endpoint.RequireAuthorization()))(app.MapMcp("/mcp"));
            },
            collection =>
            {
                collection.AddMcpServer().WithHttpTransport().WithZeroPathWebhooksTools(tools =>
                {
                    tools.Scope = context => context.User.FindFirst("org")?.Value switch
                    {
                        ApiHost.Operator => WebhooksApiScope.All,
                        Nobody => WebhooksApiScope.Nothing,
                        var organization => WebhooksApiScope.Organization(organization),
                    };
                    options?.Invoke(tools);
                });
                services?.Invoke(collection);
            }));

    /// <summary>Organizations A and B and the host, with an endpoint and a subscription each.</summary>
    public static Task<McpHost> StartWithThreeAsync() =>
        StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(ApiHost.AddBoth(builder, "a", "org_a"), "b", "org_b"), "host"));

    /// <param name="caller">The organization; empty for somebody unknown.</param>
    public async Task<McpClient> ConnectAsync(string caller = ApiHost.Operator)
    {
        var transport = new HttpClientTransport(
            new() { Endpoint = Address, AdditionalHeaders = new Dictionary<string, string> { [CallerScheme.Header] = caller } });
        var client = await McpClient.CreateAsync(transport, cancellationToken: TestContext.Current.CancellationToken);
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Host.DisposeAsync();
    }
}
