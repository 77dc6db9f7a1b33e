using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.AspNetCore.Tests.Management;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>By the protocol's reference client of another language.</summary>
public class InspectorTests(Inspector inspector) : IClassFixture<Inspector>
{
    [Fact]
    public async Task The_reference_inspector_lists_and_calls_the_tools()
    {
        await using var host = await McpHost.StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(builder, "a", "org_a"), "b", "org_b"));

        var tools = await inspector.RunAsync(host.Address, "org_a", "tools/list");
        var list = await inspector.RunAsync(
            host.Address, "org_a", "tools/call", "--tool-name", "listWebhookEndpoints", "--tool-arg", "pageSize=10");
        var refused = await inspector.RunAsync(
            host.Address, "org_a", "tools/call", "--tool-name", "getWebhookEndpoint", "--tool-arg", "endpointId=b");

        tools.GetProperty("tools").GetArrayLength().Should().Be((await (await host.ConnectAsync()).ToolsAsync()).Count);
        list.GetProperty("structuredContent").GetProperty("result").Ids().Should().Equal("a");
        refused.GetProperty("isError").GetBoolean().Should().BeTrue();
    }
}
