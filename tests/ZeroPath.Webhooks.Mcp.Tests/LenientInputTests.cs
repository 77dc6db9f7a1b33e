using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.AspNetCore.Tests.Management;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>Tools take what the management API takes, and refuse what it refuses.</summary>
public class LenientInputTests
{
    [Fact]
    public async Task Whole_numbers_may_be_written_as_JSON_Schema_allows_and_schemas_call_them_so()
    {
        await using var host = await McpHost.StartAsync();
        var agent = await host.ConnectAsync();

        (await agent.ShowAsync("createWebhookEndpoint", """{ "name": "x", "url": "https://x.example.com", "maxConcurrency": 8.0 }"""))
            .GetProperty("maxConcurrency").GetInt32().Should().Be(8);
        (await agent.ShowAsync("listWebhookEndpoints", """{ "pageSize": 8.0 }""")).Ids().Should().ContainSingle();
        (await agent.RefusalAsync("createWebhookEndpoint", """{ "name": "x", "url": "https://x.example.com", "maxConcurrency": 8.5 }"""))
            .Should().StartWith("maxConcurrency: ");
        var schemas = (await agent.ToolsAsync()).ToDictionary(tool => tool.Name, tool => tool.JsonSchema.GetProperty("properties"));
        TypeOf("createWebhookEndpoint", "maxConcurrency").Should().Be("""["integer","null"]""");
        TypeOf("createWebhookTrigger", "maxPerMinute").Should().Be("integer");

        string TypeOf(string tool, string member) => schemas[tool].GetProperty(member).GetProperty("type").ToString();
    }

    [Fact]
    public async Task Times_may_have_as_many_digits_as_RFC_3339_allows()
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var agent = await host.ConnectAsync();

        (await agent.CallAsync("listWebhookEvents", """{ "from": "2026-01-31T10:30:00.123456789Z" }""")).IsError.Should().NotBe(true);
        (await agent.CallAsync(
            "replayWebhookEvents", """{ "endpointId": "host", "from": "2026-01-31T10:30:00.123456789Z" }""")).IsError.Should().NotBe(true);
    }

    [Theory]
    [InlineData("repositories[0]: ", """{ "endpointId": "a", "repositories": ["All"] }""")]
    [InlineData("repositoryIds[0]: ", """{ "endpointId": "a", "repositoryIds": ["all"] }""")]
    [InlineData("eventTypes[0]: ", """{ "endpointId": "a", "eventTypes": ["All"] }""")]
    [InlineData("id: ", """{ "endpointId": "a", "id": ".." }""")]
    [InlineData("id: ", """{ "endpointId": "a", "id": "a%2Fb" }""")]
    public async Task What_matches_nothing_or_could_not_be_reached_is_refused(string wrong, string json)
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var agent = await host.ConnectAsync();

        (await agent.RefusalAsync("createWebhookSubscription", json)).Should().StartWith(wrong);
    }

    [Theory]
    [InlineData("listWebhookEndpoints")]
    [InlineData("listWebhookSubscriptions")]
    [InlineData("listWebhookTriggers")]
    [InlineData("listWebhookEvents")]
    [InlineData("listWebhookDeliveries")]
    [InlineData("listWebhookExecutions")]
    public async Task A_made_up_cursor_is_refused_by_its_name(string tool)
    {
        await using var host = await McpHost.StartAsync();
        var agent = await host.ConnectAsync();

        foreach (var cursor in new[] { "x", MadeUpCursor.Of(tool, "x"), MadeUpCursor.Of(tool, "9:a"), MadeUpCursor.Of(tool, "1:\0a") })
        {
            (await agent.RefusalAsync(tool, JsonSerializer.Serialize(new { after = cursor }))).Should().StartWith("after: ");
        }
    }

    [Fact]
    public async Task Tests_have_a_rate_for_each_organization_however_many_its_agents_are()
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var (agent, other) = (await host.ConnectAsync("org_a"), await host.ConnectAsync("org_a"));
        for (var i = 0; i < 5; i++)
        {
            await agent.ShowAsync("testWebhookEndpoint", """{ "endpointId": "a" }""");
            await other.ShowAsync("testWebhookEndpoint", """{ "endpointId": "a" }""");
        }

        (await agent.RefusalAsync("testWebhookEndpoint", """{ "endpointId": "a" }""")).Should().Contain("Wait 6 seconds");
        (await (await host.ConnectAsync("org_b")).CallAsync("testWebhookEndpoint", """{ "endpointId": "b" }"""))
            .IsError.Should().NotBe(true);
    }

    [Fact]
    public async Task A_redelivery_to_a_disabled_endpoint_is_refused_with_that_reason()
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var agent = await host.ConnectAsync("org_a");
        var sent = await host.Host.PublishAsync("org_a");
        await host.Host.DispatchAsync();
        await agent.ShowAsync("disableWebhookEndpoint", """{ "endpointId": "a", "reason": "Too loud." }""");
        var delivery = sent.Deliveries.Single(it => it.EndpointId == "a").Id;

        (await agent.RefusalAsync("redeliverWebhook", $$"""{ "deliveryId": "{{delivery}}" }""")).Should().Contain("disabled");
        (await agent.ShowAsync("getWebhookDelivery", $$"""{ "deliveryId": "{{delivery}}" }""")).GetProperty("state").GetString()
            .Should().Be("Succeeded");
    }
}
