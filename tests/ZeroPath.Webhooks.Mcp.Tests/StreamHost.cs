using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>A host that speaks over a pair of streams, as over stdio, and its one client.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    private readonly IHost _app;

    private StreamHost(IHost app, McpClient client) => (_app, Client) = (app, client);

    public McpClient Client { get; }

    public static async Task<StreamHost> StartAsync(Action<IServiceCollection> configure, Action<IMcpServerBuilder> configureServer)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var builder = Host.CreateEmptyApplicationBuilder(new());
        configure(builder.Services);
        configureServer(builder.Services.AddMcpServer().WithStreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream()));
        var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var transport = new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream());
        return new(app, await McpClient.CreateAsync(transport, cancellationToken: TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _app.StopAsync();
        _app.Dispose();
    }
}
