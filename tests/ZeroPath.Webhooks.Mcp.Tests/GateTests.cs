using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.AspNetCore.Tests.Management;

namespace ZeroPath.Webhooks.Mcp.Tests;

public class GateTests
{
    private const string Member = "member";

    [Fact]
    public async Task Without_a_policy_every_tool_refuses_and_says_what_to_call()
    {
        await using var host = await McpHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"), _ => { });
        var client = await host.ConnectAsync();

        foreach (var tool in await client.ToolsAsync())
        {
            (await client.RefusalAsync(tool.Name, ToolWalk.Of(tool, _ => "a")))
                .Should().Contain("app.MapMcp(…).RequireAuthorization(…)", tool.Name);
        }
    }

    [Fact]
    public async Task Without_credentials_nobody_connects()
    {
        await using var host = await McpHost.StartAsync();

        var connect = () => host.ConnectAsync("");

        (await connect.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_policy_that_the_host_names_holds_for_every_tool()
    {
        await using var host = await McpHost.StartAsync(
            builder => ApiHost.AddBoth(builder, "a", "org_a"),
            _ => { },
            options => options.Policy = Member,
            services => services.AddAuthorizationBuilder().AddPolicy(Member, policy => policy.RequireClaim("org", "org_a")));
        var (member, other, unknown) = (await host.ConnectAsync("org_a"), await host.ConnectAsync("org_b"), await host.ConnectAsync(""));

        foreach (var tool in await other.ToolsAsync())
        {
            (await other.RefusalAsync(tool.Name, ToolWalk.Of(tool, _ => "a"))).Should().StartWith("You may not call this tool", tool.Name);
            (await unknown.RefusalAsync(tool.Name, ToolWalk.Of(tool, _ => "a")))
                .Should().StartWith("You may not call this tool", tool.Name);
        }

        (await member.ShowAsync("listWebhookEndpoints")).Ids().Should().Equal("a");
    }

    [Fact]
    public async Task A_host_may_open_it_on_purpose()
    {
        await using var host = await McpHost.StartAsync(
            builder => ApiHost.AddBoth(builder, "a"), endpoint => endpoint.AllowAnonymous(),
            options => options.Scope = _ => WebhooksApiScope.All);

        (await (await host.ConnectAsync("")).ShowAsync("listWebhookEndpoints")).Ids().Should().Equal("a");
    }

    [Fact]
    public async Task A_policy_that_nobody_looked_at_lets_nobody_in()
    {
        await using var host = await McpHost.StartAsync(
            builder => ApiHost.AddBoth(builder, "a"),
            endpoint => endpoint.RequireAuthorization(),
            services: services => services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true),
            prepare: app => ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true);

        (await (await host.ConnectAsync()).RefusalAsync("listWebhookEndpoints")).Should().Contain("app.UseAuthorization()");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Over_stdio_nothing_is_shown_unless_the_host_says_what(bool isOpen)
    {
        await using var host = await StreamHost.StartAsync(services =>
            ApiHost.AddBoth(ApiHost.AddBoth(services.AddZeroPathWebhooks(), "a", "org_a"), "b", "org_b"), server =>
            server.WithZeroPathWebhooksTools(options =>
                options.StdioScope = isOpen ? WebhooksApiScope.Organization("org_a") : WebhooksApiScope.Nothing));

        foreach (var tool in (await host.Client.ToolsAsync()).Where(_ => !isOpen))
        {
            (await host.Client.RefusalAsync(tool.Name, ToolWalk.Of(tool, _ => "a"))).Should().Contain("Set StdioScope", tool.Name);
        }

        if (isOpen)
        {
            (await host.Client.ShowAsync("listWebhookEndpoints")).Ids().Should().Equal("a");
        }
    }

    [Fact]
    public async Task A_call_by_http_that_has_lost_its_request_does_not_pass_for_one_over_stdio()
    {
        await using var host = await StreamHost.StartAsync(services => services.AddZeroPathWebhooks(), server => server
            .WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellation) =>
            {
                // As the transport of HTTP does.
                request.User = new();
                return next(request, cancellation);
            }))
            .WithZeroPathWebhooksTools(options => options.StdioScope = WebhooksApiScope.All));

        (await host.Client.RefusalAsync("listWebhookEndpoints")).Should().Contain("the HTTP request that the call came by has ended");
    }

    [Fact]
    public async Task Where_there_are_no_webhooks_every_tool_says_which_call_is_missing()
    {
        await using var host = await StreamHost.StartAsync(_ => { }, server => server.WithZeroPathWebhooksTools());

        (await host.Client.RefusalAsync("listWebhookEndpoints")).Should().Contain("services.AddZeroPathWebhooks()");
    }
}
