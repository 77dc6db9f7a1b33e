using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Mcp.Tests;

public class SecretsTests
{
    private const string RoutingKey = "canary78901234567890123456canary";

    [Theory]
    [InlineData("ZeroPath", "")]
    [InlineData("Slack", "/canary-path/canary-other")]
    [InlineData("Teams", "/canary-path")]
    [InlineData("PagerDuty", "")]
    public async Task No_result_of_any_tool_has_a_secret_that_was_there_before_and_no_log_either(string format, string urlPath)
    {
        await using var host = await McpHost.StartAsync(builder => builder
            .AddEndpoint(new()
            {
                Name = "a",
                Url = new($"https://a.example.com{urlPath}/hook?key=canary-query"),
                Format = format,
                FormatSettings = new Dictionary<string, string>(format == "PagerDuty" ? [new("RoutingKey", RoutingKey)] : []),
                Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer canary-header", ["X-Key"] = "canary-key" },
                SigningSecrets = [new SigningSecret { Value = "whsec_canary51c9c1/canary51c9c1/canary51c9" }],
            })
            .AddSubscription(new() { Id = "a", EndpointId = "a" }));
        host.Host.Receiver.Answer = request => new(HttpStatusCode.BadGateway)
        {
            Content = new StringContent(
                $"{request.RequestUri} {request.Headers.Authorization!.Parameter} {string.Join(' ', request.Headers.GetValues("X-Key"))} "
                + new StreamReader(request.Content!.ReadAsStream()).ReadToEnd()),
        };
        var client = await host.ConnectAsync();
        var published = await host.Host.PublishAsync("org_a");
        await host.Host.DispatchAsync();
        var (trigger, secret, execution) = await host.Host.AddTriggerAsync("org_a");
        var shown = 0;

        foreach (var tool in (await client.ToolsAsync()).OrderBy(tool => tool.Name.StartsWith("delete", StringComparison.Ordinal)))
        {
            var result = await client.CallAsync(tool.Name, ToolWalk.Of(tool, name => name switch
            {
                "deliveryId" => published.Deliveries.Single().Id,
                "eventId" => published.EventId,
                "triggerId" => trigger,
                "executionId" => execution,
                _ => "a",
            }));
            $"{result.StructuredContent} {result.Text()}".Should().NotContain("canary", tool.Name).And.NotContain(secret, tool.Name);
            shown += result.IsError is true ? 0 : 1;
        }

        shown.Should().BeGreaterThan(25, "the tools have something to show");
        host.Host.Log.Records.Should().NotContain(record => record.Text.Contains("canary") || record.Text.Contains(secret));
    }

    [Fact]
    public async Task A_new_secret_is_shown_once()
    {
        await using var host = await McpHost.StartAsync();
        var client = await host.ConnectAsync("org_a");

        var created = await client.ShowAsync("createWebhookTrigger", """{ "name": "Nightly" }""");
        var about = $$"""{ "triggerId": "{{created.GetProperty("trigger").GetProperty("id")}}" }""";
        var rotated = await client.ShowAsync("rotateWebhookTriggerSecret", about);
        var later = $"{await client.ShowAsync("getWebhookTrigger", about)} {await client.ShowAsync("listWebhookTriggers")}";

        later.Should().NotContain(created.GetProperty("secret").GetString()).And.NotContain(rotated.GetProperty("secret").GetString());
    }
}
