using System.Net;
using FluentAssertions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>Organization A's caller, where B and the host have endpoints too, and A's own event went to the host's as well.</summary>
public class OrganizationTests
{
    private const string Unknown = "unknown";

    [Theory]
    [InlineData("b")]
    [InlineData("host")]
    public async Task Another_organizations_ids_and_the_hosts_answer_404_on_every_route_just_as_unknown_ids(string other)
    {
        await using var host = await StartAsync();
        var (a, b) = await PublishAsync(host);
        var ofHost = a.Deliveries.Single(delivery => delivery.EndpointId == "host").Id;
        var (trigger, _, execution) = await host.AddTriggerAsync(other == "b" ? "org_b" : null);
        var redelivery = await host.StartRedeliveryAsync(other == "b" ? "org_b" : null);
        string IdOf(string parameter) => parameter switch
        {
            "triggerId" => trigger,
            "executionId" => execution,
            "redeliveryId" => redelivery,
            "endpointId" => other,
            "subscriptionId" => $"sub-{other}",
            "deliveryId" => other == "b" ? b.Deliveries[0].Id : ofHost,
            "eventId" => b.EventId,
            "receivedId" => "is nobody's but the host's",
            _ => throw new InvalidOperationException($"Say which {parameter} is another organization's."),
        };

        foreach (var (method, path, route) in RouteWalk.Of(host, IdOf).Where(HasIdOfTheirs))
        {
            var body = RouteWalk.BodyOf(route, "a");
            var reply = await host.SendAsync(method, path, body, "org_a", "*");
            var unknown = await host.SendAsync(
                method, RouteWalk.Of(host, _ => Unknown).Single(item => item.Route == route).Path, body, "org_a", "*");
            var right = await host.SendAsync(method, path, body, ifMatch: "*");

            reply.Status.Should().Be(HttpStatusCode.NotFound, "{0} {1}", method, path);
            reply.Should().Be(unknown, "{0} {1}", method, path);
            if (HttpMethods.IsGet(method.Method))
            {
                right.Status.Should().Be(HttpStatusCode.OK, "{0} {1} is right for operators", method, path);
            }

            // Operators may: put it back.
            await host.GiveBackAsync();
        }
    }

    [Fact]
    public async Task Its_own_ids_are_found_on_every_route()
    {
        await using var host = await StartAsync();
        var (a, _) = await PublishAsync(host);
        var (trigger, _, execution) = await host.AddTriggerAsync("org_a");
        var redelivery = await host.StartRedeliveryAsync("org_a");

        foreach (var (method, path, route) in RouteWalk.Of(host, parameter => parameter switch
        {
            "triggerId" => trigger,
            "executionId" => execution,
            "redeliveryId" => redelivery,
            "endpointId" => "a",
            "subscriptionId" => "sub-a",
            "deliveryId" => a.Deliveries.Single(delivery => delivery.EndpointId == "a").Id,
            _ => a.EventId,
        }).Where(HasIdOfTheirs).OrderBy(item => item.Method == HttpMethod.Delete))
        {
            // One that is enabled is disabled, and so on: what matters is that it is not 404.
            var reply = await host.SendAsync(method, path, RouteWalk.BodyOf(route, "a"), "org_a", "*");
            ((int)reply.Status < 300 || reply.Status == HttpStatusCode.Conflict).Should().BeTrue("{0} {1}: {2}", method, path, reply.Text);
            await host.GiveBackAsync();
        }
    }

    [Fact]
    public async Task No_list_figure_or_explanation_has_anything_of_others()
    {
        await using var host = await StartAsync();
        var (a, _) = await PublishAsync(host);
        var (own, _, ran) = await host.AddTriggerAsync("org_a");
        var (foreign, _, _) = await host.AddTriggerAsync("org_b");
        await host.AddTriggerAsync(null);

        (await host.GetAsync("/triggers", "org_a")).Ids.Should().Equal(own);
        (await host.GetAsync("/triggers")).Ids.Should().HaveCount(3);
        (await host.GetAsync("/triggers?organizationId=org_b")).Ids.Should().Equal(foreign);
        (await host.GetAsync("/executions", "org_a")).Ids.Should().Equal(ran);
        (await host.GetAsync($"/executions?triggerId={foreign}", "org_a")).Ids.Should().BeEmpty();
        (await host.GetAsync("/endpoints", "org_a")).Ids.Should().Equal("a");
        (await host.GetAsync("/subscriptions", "org_a")).Ids.Should().Equal("sub-a");
        (await host.GetAsync("/subscriptions?endpointId=b", "org_a")).Ids.Should().BeEmpty();
        (await host.GetAsync("/events", "org_a")).Ids.Should().Equal(a.EventId);
        (await host.GetAsync("/deliveries", "org_a")).Ids.Should().Equal(a.Deliveries.Single(delivery => delivery.EndpointId == "a").Id);
        (await host.GetAsync("/deliveries?endpointId=host", "org_a")).Ids.Should().BeEmpty();
        (await host.GetAsync("/statistics", "org_a")).Json.EnumerateArray().Sum(interval => interval.GetProperty("succeeded").GetInt64())
            .Should().Be(1);
        (await host.GetAsync("/statistics")).Json.EnumerateArray().Sum(interval => interval.GetProperty("succeeded").GetInt64())
            .Should().Be(4);
        (await host.GetAsync($"/events/{a.EventId}", "org_a")).Text.Should().NotContain("host");
        (await host.GetAsync($"/events/{a.EventId}/explanation", "org_a")).Text.Should().Contain("sub-a").And.NotContain("sub-b")
            .And.NotContain("'host'").And.NotContain("sub-host");
        (await host.GetAsync($"/events/{a.EventId}/explanation?endpointId=host", "org_a")).Status.Should().Be(HttpStatusCode.NotFound);
        (await host.GetAsync("/deliveries?organizationId=org_b", "org_a")).Status.Should().Be(HttpStatusCode.NotFound);
        (await host.GetAsync("/events?organizationId=org_a", "org_a")).Ids.Should().Equal(a.EventId);
    }

    [Fact]
    public async Task A_cursor_of_another_caller_is_refused()
    {
        await using var host = await StartAsync();
        await PublishAsync(host);
        await PublishAsync(host);
        var cursor = (await host.GetAsync("/events?pageSize=1"))["next"];

        (await host.GetAsync($"/events?pageSize=1&after={cursor}")).Status.Should().Be(HttpStatusCode.OK);
        (await host.GetAsync($"/events?pageSize=1&after={cursor}", "org_a")).Wrong.Should().Equal("after");
    }

    [Fact]
    public async Task It_creates_for_itself_only()
    {
        await using var host = await StartAsync();

        var own = await host.PostAsync("/endpoints", """{ "name": "x", "url": "https://x.example.com" }""", "org_a");
        var others = await host.PostAsync(
            "/endpoints", """{ "name": "x", "url": "https://x.example.com", "organizationId": "org_b" }""", "org_a");
        var feeding = await host.PostAsync("/subscriptions", """{ "endpointId": "b" }""", "org_a");
        var unknown = await host.PostAsync("/subscriptions", """{ "endpointId": "unknown" }""", "org_a");
        var stealing = await host.PostAsync("/subscriptions", """{ "endpointId": "a", "organizationId": "org_b" }""", "org_a");
        var running = await host.PostAsync("/subscriptions/dry-run", """{ "subscription": { "endpointId": "host" } }""", "org_a");
        var moving = await host.PutAsync("/subscriptions/sub-a", """{ "endpointId": "host" }""", "*", "org_a");

        var redelivering = await host.PostAsync("/redeliveries", """{ "state": "Failed", "organizationId": "org_b" }""", "org_a");
        var triggering = await host.PostAsync("/triggers", """{ "name": "x", "organizationId": "org_b" }""", "org_a");
        var triggered = await host.PostAsync("/triggers", """{ "name": "x", "publishesEvent": true }""", "org_a");

        own["organizationId"].Should().Be("org_a");
        triggering.Wrong.Should().Equal("organizationId");
        redelivering.Wrong.Should().Equal("organizationId");
        triggered.Json.GetProperty("trigger").GetProperty("organizationId").GetString().Should().Be("org_a");
        others.Wrong.Should().Equal("organizationId");
        feeding.Wrong.Should().Equal("endpointId");
        feeding.Should().Be(unknown);
        stealing.Wrong.Should().Equal("organizationId");
        running.Wrong.Should().Equal("subscription.endpointId");
        moving.Wrong.Should().Equal("endpointId");
        host.Registry.Configuration.Endpoints.Should().HaveCount(4);
        host.Registry.Configuration.Subscriptions.Should().HaveCount(3);
    }

    [Fact]
    public async Task What_belongs_to_nobody_is_for_operators()
    {
        await using var host = await StartAsync();

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/retention"), (HttpMethod.Post, "/retention/purge"),
            (HttpMethod.Get, "/health"), (HttpMethod.Get, "/received") })
        {
            (await host.SendAsync(method, path, caller: "org_a")).Status.Should().Be(HttpStatusCode.Forbidden);
            (await host.SendAsync(method, path)).Status.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_caller_of_no_organization_gets_nothing()
    {
        await using var host = await StartAsync();

        foreach (var (method, path, route) in RouteWalk.Of(host, _ => "a"))
        {
            var reply = await host.SendAsync(method, path, RouteWalk.BodyOf(route, "a"), " ", "*");
            reply.Status.Should().BeOneOf([HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized], "{0} {1}", method, path);
        }
    }

    [Fact]
    public async Task Of_an_endpoint_that_it_has_removed_an_organization_sees_no_deliveries_any_more()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(builder, "b", "org_b"), "host"));
        await host.Registry.AddEndpointAsync(
            new()
            {
                Name = "a",
                Url = new("https://a.example.com"),
                OrganizationId = "org_a",
            }, cancellationToken: TestContext.Current.CancellationToken);
        await host.Registry.AddSubscriptionAsync(new() { EndpointId = "a" }, cancellationToken: TestContext.Current.CancellationToken);
        await PublishAsync(host);

        (await host.SendAsync(HttpMethod.Delete, "/endpoints/a", caller: "org_a")).Status.Should().Be(HttpStatusCode.NoContent);

        (await host.GetAsync("/deliveries", "org_a")).Ids.Should().BeEmpty();
        (await host.GetAsync("/deliveries?endpointId=a")).Ids.Should().ContainSingle();
    }

    // Received events are the host's own.
    private static bool HasIdOfTheirs((HttpMethod Method, string Path, RouteEndpoint Route) item) =>
        item.Route.RoutePattern.Parameters.Any(parameter => parameter.Name != "receivedId");

    private static Task<ApiHost> StartAsync() =>
        ApiHost.StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(ApiHost.AddBoth(builder, "a", "org_a"), "b", "org_b"), "host"));

    private static async Task<(PublishResult A, PublishResult B)> PublishAsync(ApiHost host)
    {
        var (a, b) = (await host.PublishAsync("org_a"), await host.PublishAsync("org_b"));
        await host.DispatchAsync();
        return (a, b);
    }
}
