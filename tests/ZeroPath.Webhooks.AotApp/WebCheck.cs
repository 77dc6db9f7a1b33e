using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.AotApp;

/// <summary>
/// Sends an event to itself, through a store and a receiver of its own, and uses the management API, the dashboard, a tool for agents and a
/// trigger.
/// </summary>
internal static class WebCheck
{
    private const string Api = "/webhooks/api";

    public static async Task RunAsync(Checks checks, string store, Action<ZeroPathWebhooksBuilder> useStore)
    {
        // 1. An application with everything: it sends, receives, has triggers and the API.
        var key = Ed25519SigningKey.Create();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .Configure(options =>
            {
                options.AllowHttp = true;
                options.AllowedNetworks.Add(System.Net.IPNetwork.Parse("127.0.0.0/8"));
            })
            .UseDataProtection()
            .AddInboundTriggers<Agent>()
            .UseEd25519(options => options.Keys.Add(key))
            .AddReceiver(options =>
            {
                options.Headers["X-Key"] = ["key"];
                options.AddKey(new Ed25519PublicKey(key.PublicKey));
            });
        useStore(webhooks);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddHealthChecks().AddZeroPathWebhooks();
        builder.Services.AddMcpServer().WithHttpTransport().WithZeroPathWebhooksTools(options => options.Scope = _ => WebhooksApiScope.All);
        var handled = new TaskCompletionSource<string>();
        webhooks.AddHandler<ScanFailedEvent>("scans", (_, received, _) =>
        {
            handled.TrySetResult($"{received.Id} {received.Event.Error}");
            return Task.CompletedTask;
        });
        await using var app = builder.Build();
        app.MapZeroPathWebhooks("/hook");
        app.MapZeroPathInboundTriggers();
        app.MapZeroPathWebhooksApi(Api).AllowAnonymous();
        app.MapZeroPathWebhooksContract("/contract");
        app.MapZeroPathWebhooksKeys("/keys");
        app.MapZeroPathWebhooksDashboard("/dashboard", options => options.Scope = _ => WebhooksApiScope.All).AllowAnonymous();
        app.MapMcp("/mcp").AllowAnonymous();
        app.MapHealthChecks("/health");
        await app.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.Single()) };

        // 2. An event goes the whole way.
        var endpoint = await PostAsync(
            client, $"{Api}/endpoints", $$"""{ "name": "self", "url": "{{app.Urls.Single()}}/hook", "headers": { "X-Key": "key" } }""");
        await PostAsync(client, $"{Api}/subscriptions", $$"""{ "endpointId": "{{endpoint["id"]}}", "eventTypes": [ "SCAN_FAILED" ] }""");
        var failed = EventCatalog.Find(WebhookEventType.ScanFailed)!.CreateSample();
        var published = await app.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(failed);
        checks.Expect(
            $"{store}: an event arrives",
            await handled.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System),
            $"{published.EventId} {((ScanFailedEvent)failed.Event).Error}");
        await Wait.UntilAsync(
            async () => await FirstAsync(client, $"{Api}/deliveries?state=Succeeded", "eventId") == published.EventId, "it is recorded");
        checks.Expect(
            $"{store}: the event is shown as it was sent", await client.GetStringAsync($"{Api}/events/{published.EventId}/payload"),
            Encoding.UTF8.GetString(WebhookJson.Write(failed)));

        checks.Expect(
            $"{store}: the contract is served",
            await client.GetStringAsync("/contract/openapi.json") == WebhookContract.Documents["openapi.json"],
            true);

        checks.Expect(
            $"{store}: the key is served",
            JsonNode.Parse(await client.GetStringAsync("/keys"))!["keys"]!.AsArray().Count,
            1);

        checks.Expect(
            $"{store}: the dashboard is served",
            (await client.GetStringAsync("/dashboard/")).Contains("<html", StringComparison.Ordinal), true);
        checks.Expect(
            $"{store}: an agent sees the event", await AskAsync(new(client.BaseAddress, "/mcp"), published.EventId), published.EventId);

        // 3. A trigger is made, called and executed.
        var trigger = await PostAsync(client, $"{Api}/triggers", """{ "name": "build", "prompt": "Triage" }""");
        await PostAsync(client, $"/api/agent/webhook/{trigger["trigger"]!["id"]}?secret={trigger["secret"]}", """{ "build": 7 }""");
        var result = "";
        await Wait.UntilAsync(
            async () => (result = await FirstAsync(client, $"{Api}/executions?state=Succeeded", "result")) != "", "it is executed");
        checks.Expect($"{store}: a trigger is executed", result, """Triage { "build": 7 }""");
        checks.Expect($"{store}: it is healthy", await client.GetStringAsync("/health"), "Healthy");
        await app.StopAsync();
    }

    private static async Task<string?> AskAsync(Uri server, string eventId)
    {
        await using var agent = await McpClient.CreateAsync(new HttpClientTransport(new() { Endpoint = server }));
        var answer = await agent.CallToolAsync("getWebhookEvent", new Dictionary<string, object?> { ["eventId"] = eventId });
        return JsonNode.Parse(answer.Content.OfType<TextContentBlock>().First().Text)!["result"]?["id"]?.ToString();
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"POST {path} was answered with {(int)response.StatusCode}: {text}");
    }

    private static async Task<string> FirstAsync(HttpClient client, string path, string member) =>
        JsonNode.Parse(await client.GetStringAsync(path))!["items"]!.AsArray().FirstOrDefault()?[member]?.ToString() ?? "";
}
