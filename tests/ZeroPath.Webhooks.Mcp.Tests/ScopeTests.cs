using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>Organization A's agent, where B and the host have endpoints too, and A's own event went to the host's as well.</summary>
public class ScopeTests
{
    [Theory]
    [InlineData("b", "org_b")]
    [InlineData("host", null)]
    public async Task Another_organizations_ids_and_the_hosts_are_refused_by_every_tool_just_as_unknown_ids(
        string other, string? organization)
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var (agent, all) = (await host.ConnectAsync("org_a"), await host.ConnectAsync());
        var (a, b) = (await host.Host.PublishAsync("org_a"), await host.Host.PublishAsync("org_b"));
        await host.Host.DispatchAsync();
        var (trigger, _, execution) = await host.Host.AddTriggerAsync(organization);
        string IdOf(string name) => name switch
        {
            "triggerId" => trigger,
            "executionId" => execution,
            "endpointId" => other,
            "subscriptionId" => $"sub-{other}",
            "deliveryId" => (other == "b" ? b : a).Deliveries.Single(delivery => delivery.EndpointId == other).Id,
            "eventId" => b.EventId,
            _ => throw new InvalidOperationException($"Say which {name} is another organization's."),
        };
        var tools = (await agent.ToolsAsync()).Where(ToolWalk.TakesId).ToList();

        tools.Should().HaveCountGreaterThan(20);
        foreach (var tool in tools)
        {
            var refusal = await agent.RefusalAsync(tool.Name, ToolWalk.Of(tool, IdOf));
            refusal.Should().Be(await agent.RefusalAsync(tool.Name, ToolWalk.Of(tool, _ => "unknown")), tool.Name);
            if (ToolWalk.IsReadOnly(tool))
            {
                (await all.CallAsync(tool.Name, ToolWalk.Of(tool, IdOf)))
                    .IsError.Should().NotBe(true, "{0} is right for operators", tool.Name);
            }
        }

        host.Host.Registry.Configuration.Endpoints.Should().OnlyContain(endpoint => endpoint.Version == 0, "nothing was changed");
    }

    [Fact]
    public async Task No_list_or_figure_has_anything_of_others()
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var agent = await host.ConnectAsync("org_a");
        var (a, b) = (await host.Host.PublishAsync("org_a"), await host.Host.PublishAsync("org_b"));
        await host.Host.DispatchAsync();
        var own = await host.Host.AddTriggerAsync("org_a");
        var others = await host.Host.AddTriggerAsync("org_b");
        string[] foreign =
        [
            "org_b", ":\"b\"", ":\"host\"", "sub-b", "sub-host", b.EventId, others.Trigger, others.Execution,
            .. b.Deliveries.Select(delivery => delivery.Id),
        ];
        var lists = (await agent.ToolsAsync()).Where(tool => ToolWalk.IsReadOnly(tool) && !ToolWalk.TakesId(tool)).ToList();

        lists.Should().HaveCount(9);
        foreach (var tool in lists)
        {
            var text = (await agent.CallAsync(tool.Name)).Text();
            foreach (var id in foreign)
            {
                text.Should().NotContain(id, tool.Name);
            }
        }

        (await agent.ShowAsync("listWebhookTriggers")).Ids().Should().Equal(own.Trigger);
        (await agent.ShowAsync("listWebhookEvents")).Ids().Should().Equal(a.EventId);
        (await agent.ShowAsync("listWebhookDeliveries")).Ids().Should().ContainSingle();
        (await agent.ShowAsync("getWebhookStatistics"))[0].GetProperty("succeeded").GetInt64().Should().Be(1);
        (await agent.ShowAsync("explainWebhookEvent", $$"""{ "eventId": "{{a.EventId}}" }""")).ToString().Should().Contain("sub-a")
            .And.NotContain("host");
        (await agent.RefusalAsync("listWebhookEvents", """{ "organizationId": "org_b" }"""))
            .Should().StartWith("There is nothing of this id.");
    }

    [Fact]
    public async Task It_creates_for_itself_only()
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var agent = await host.ConnectAsync("org_a");

        (await agent.ShowAsync("createWebhookEndpoint", """{ "name": "x", "url": "https://x.example.com" }"""))
            .GetProperty("organizationId").GetString().Should().Be("org_a");
        (await agent.RefusalAsync("createWebhookEndpoint",
            """{ "name": "y", "url": "https://x.example.com", "organizationId": "org_b" }"""))
            .Should().StartWith("organizationId: ");
        (await agent.RefusalAsync("createWebhookTrigger", """{ "name": "y", "organizationId": "org_b" }"""))
            .Should().StartWith("organizationId: ");
        (await agent.RefusalAsync("createWebhookSubscription", """{ "endpointId": "a", "organizationId": "org_b" }"""))
            .Should().StartWith("organizationId: ");
        host.Host.Registry.Configuration.Endpoints.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_caller_of_no_organization_is_refused_by_every_tool()
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var nobody = await host.ConnectAsync(McpHost.Nobody);

        foreach (var tool in await nobody.ToolsAsync())
        {
            (await nobody.RefusalAsync(tool.Name, ToolWalk.Of(tool, _ => "a"))).Should().Be("You belong to no organization.", tool.Name);
        }
    }
}
