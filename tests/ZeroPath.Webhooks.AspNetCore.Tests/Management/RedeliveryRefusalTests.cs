using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>To send again takes an endpoint that is there and enabled, and a success stays one (D45).</summary>
public class RedeliveryRefusalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("disabled", "POST", "/endpoints/b/disable")]
    [InlineData("removed", "DELETE", "/endpoints/b")]
    public async Task To_an_endpoint_that_is_not_there_or_disabled_nothing_is_sent_again_by_any_way_and_nothing_changes(
        string reason, string method, string turnOff)
    {
        await using var host = await StartAsync();
        var sent = await host.PublishAsync("org_a");
        await host.DispatchAsync();
        await host.SendAsync(new(method), turnOff, method == "POST" ? """{ "reason": "Too loud." }""" : null);
        var path = $"/deliveries/{sent.Deliveries.Single(delivery => delivery.EndpointId == "b").Id}";
        var before = await host.GetAsync(path);
        before["state"].Should().Be("Succeeded");

        var single = await host.PostAsync($"{path}/redeliver");
        var bulk = await host.PostAsync("/redeliveries", """{ "state": "Succeeded", "endpointId": "b" }""");
        var replay = await host.PostAsync("/endpoints/b/replay", """{ "from": "2026-01-01T00:00:00Z" }""");

        (single.Status, bulk.Status).Should().Be((HttpStatusCode.Conflict, HttpStatusCode.Conflict));
        single["detail"].Should().Contain(reason);
        replay.Status.Should().BeOneOf(HttpStatusCode.Conflict, HttpStatusCode.NotFound);
        (await host.GetAsync(path)).Text.Should().Be(before.Text);
    }

    [Fact]
    public async Task Many_at_once_pass_over_endpoints_that_are_disabled_meanwhile_too()
    {
        await using var host = await StartAsync();
        await host.PublishAsync("org_a");
        await host.DispatchAsync();
        var started = await host.PostAsync("/redeliveries", """{ "state": "Succeeded" }""");
        await host.PostAsync("/endpoints/b/disable", """{ "reason": "Too loud." }""");

        await host.Services.GetRequiredService<JobDispatcher>().RunDueAsync(Token);

        (await host.GetAsync($"/redeliveries/{started["id"]}"))["redelivered"].Should().Be("1");
        (await host.GetAsync("/deliveries?state=Pending&endpointId=a")).Ids.Should().ContainSingle();
        (await host.GetAsync("/deliveries?state=Succeeded&endpointId=b")).Ids.Should().ContainSingle();
    }

    [Fact]
    public async Task A_success_that_is_sent_again_and_cancelled_is_a_success_still()
    {
        await using var host = await StartAsync();
        var sent = await host.PublishAsync("org_a");
        await host.DispatchAsync();
        var (a, b) = (PathOf("a"), PathOf("b"));
        (await host.PostAsync($"{a}/redeliver"))["state"].Should().Be("Pending");
        (await host.PostAsync($"{b}/redeliver"))["state"].Should().Be("Pending");

        // One by a caller, the other because its endpoint is disabled when its turn comes.
        await host.PostAsync("/endpoints/b/disable", """{ "reason": "Too loud." }""");
        (await host.PostAsync($"{a}/cancel"))["state"].Should().Be("Succeeded");
        await host.DispatchAsync();

        var after = await host.GetAsync(b);
        after["state"].Should().Be("Succeeded");
        after.Json.TryGetProperty("reason", out _).Should().BeFalse();
        host.Receiver.Requests.Should().HaveCount(2, "only the first time anything was sent");

        string PathOf(string endpoint) => $"/deliveries/{sent.Deliveries.Single(delivery => delivery.EndpointId == endpoint).Id}";
    }

    [Fact]
    public async Task One_that_was_never_a_success_is_cancelled_as_ever()
    {
        await using var host = await StartAsync();
        var sent = await host.PublishAsync("org_a");

        var cancelled = await host.PostAsync($"/deliveries/{sent.Deliveries[0].Id}/cancel");

        (cancelled["state"], cancelled["reason"]).Should().Be(("Cancelled", "on_request"));
    }

    // Stored, so that they can be removed.
    private static async Task<ApiHost> StartAsync()
    {
        var host = await ApiHost.StartAsync();
        foreach (var id in new[] { "a", "b" })
        {
            await host.PostAsync("/endpoints", $$"""{ "id": "{{id}}", "name": "{{id}}", "url": "https://{{id}}.example.com" }""");
            await host.PostAsync("/subscriptions", $$"""{ "endpointId": "{{id}}" }""");
        }

        return host;
    }
}
