using System.Net;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

public class GateTests
{
    [Fact]
    public async Task Without_a_policy_every_route_answers_403_and_the_start_warns()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"), (_, _) => { });

        var walk = RouteWalk.Of(host, _ => "a").ToList();

        walk.Should().HaveCountGreaterThan(25);
        foreach (var (method, path, route) in walk)
        {
            var reply = await host.SendAsync(method, path, RouteWalk.BodyOf(route, "a"), ifMatch: "*");
            reply.Status.Should().Be(HttpStatusCode.Forbidden, "{0} {1}", method, path);
            reply.ContentType.Should().Be("application/problem+json");
            reply["detail"].Should().Contain("RequireAuthorization");
        }

        using var text = new StringContent("x");
        (await host.SendAsync(HttpMethod.Post, "/api/endpoints", text, ApiHost.Operator)).Status.Should().Be(HttpStatusCode.Forbidden);
        host.Log.Records.Should().ContainSingle(record => record.Level == LogLevel.Warning && record.Id.Id == 301)
            .Which.Text.Should().Contain("/api").And.Contain("RequireAuthorization");
        host.Registry.Configuration.Endpoints.Should().ContainSingle();
    }

    [Fact]
    public async Task With_a_policy_nothing_is_warned_of_callers_that_are_unknown_get_401_and_others_are_let_in()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.GetAsync("/endpoints", caller: "")).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await host.GetAsync("/endpoints")).Status.Should().Be(HttpStatusCode.OK);
        host.Log.Records.Should().NotContain(record => record.Id.Id == 301);
    }

    [Fact]
    public async Task A_policy_that_the_caller_does_not_meet_is_the_hosts_own_403()
    {
        await using var host = await ApiHost.StartAsync(map: (_, group) =>
            group.RequireAuthorization(policy => policy.RequireClaim("org", "other")));

        (await host.GetAsync("/endpoints")).Status.Should().Be(HttpStatusCode.Forbidden);
        (await host.GetAsync("/endpoints", caller: "other")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_host_may_open_it_on_purpose()
    {
        await using var host = await ApiHost.StartAsync(map: (_, group) => group.AllowAnonymous());

        (await host.GetAsync("/endpoints")).Status.Should().Be(HttpStatusCode.OK);
        host.Log.Records.Should().NotContain(record => record.Id.Id == 301);
    }

    [Fact]
    public async Task A_policy_that_nobody_looked_at_lets_nobody_in()
    {
        // The host has switched off the check of ASP.NET's own, and has set up its pipeline without UseAuthorization.
        await using var host = await ApiHost.StartAsync(
            map: (app, group) =>
            {
                group.RequireAuthorization();
                ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
            },
            services: services => services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true));

        var reply = await host.GetAsync("/endpoints");

        reply.Status.Should().Be(HttpStatusCode.Forbidden);
        reply["detail"].Should().Contain("app.UseAuthorization()");
    }

    [Fact]
    public async Task To_manage_nothing_says_which_call_is_missing()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        await using var app = builder.Build();

        var map = () => app.MapZeroPathWebhooksApi("/api");

        map.Should().Throw<InvalidOperationException>().WithMessage("*call services.AddZeroPathWebhooks()*");
    }
}
