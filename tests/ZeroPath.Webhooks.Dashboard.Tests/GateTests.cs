using System.Net;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace ZeroPath.Webhooks.Dashboard.Tests;

public class GateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Until_the_host_says_who_may_every_route_is_closed_and_says_what_to_call()
    {
        await using var host = await DashboardHost.StartAsync(authorize: _ => { });
        using var client = await host.LogInAsync(DashboardHost.Operator);
        var routes = Walk.Of(host, _ => "x").ToList();

        routes.Should().HaveCountGreaterThan(60);
        foreach (var (method, path) in routes)
        {
            using var request = new HttpRequestMessage(method, path);
            using var answer = await client.SendAsync(request, Token);
            answer.StatusCode.Should().Be(HttpStatusCode.Forbidden, "{0} {1}", method, path);
            if (method != HttpMethod.Head)
            {
                (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("MapZeroPathWebhooksDashboard");
            }
        }
    }

    [Fact]
    public async Task Who_has_not_logged_in_is_led_to_the_page_for_it_and_programs_are_told()
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = await host.LogInAsync(null);

        (await client.GetAsync("/webhooks/deliveries", Token)).StatusCode.Should().Be(HttpStatusCode.Redirect);
        foreach (var path in new[] { "api/endpoints", "session", "live" })
        {
            (await client.GetAsync($"/webhooks/{path}", Token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized, path);
        }
    }

    [Fact]
    public async Task Who_belongs_to_no_organization_sees_nothing_but_the_page()
    {
        await using var host = await DashboardHost.StartAsync(authorize: group => group.AllowAnonymous());
        using var client = await host.LogInAsync(null);

        (await client.GetAsync("/webhooks", Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        foreach (var (method, path) in Walk.Of(host, _ => "x").Where(item => item.Path.Contains("/api/") && !item.Path.EndsWith("api/x"))
            .Append((HttpMethod.Get, "/webhooks/session")).Append((HttpMethod.Get, "/webhooks/live")))
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add("X-Requested-With", "XMLHttpRequest");
            (await client.SendAsync(request, Token)).StatusCode.Should().Be(HttpStatusCode.Forbidden, "{0} {1}", method, path);
        }
    }
}
