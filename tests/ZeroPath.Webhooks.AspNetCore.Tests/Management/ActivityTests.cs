using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

public class ActivityTests
{
    [Fact]
    public async Task Who_changed_an_endpoint_is_listed_with_what_it_was_and_is_and_without_its_secrets()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
        var created = await host.PostAsync(
            "/endpoints",
            """{ "name": "Chat", "url": "https://chat.example.com/hook?key=canary-query", "headers": { "X-Key": "canary-header" } }""",
            caller: "org_a");
        await host.PostAsync($"/endpoints/{created["id"]}/signing-secrets", caller: "org_a");
        await host.PostAsync($"/endpoints/{created["id"]}/disable", """{ "reason": "on holiday" }""", caller: "org_a");
        await host.SendAsync(HttpMethod.Delete, $"/endpoints/{created["id"]}", caller: "org_a", ifMatch: "*");

        var reply = await host.GetAsync($"/activity?kind=endpoint&resourceId={created["id"]}", "org_a");

        var changes = reply.Json.GetProperty("items").EnumerateArray().ToList();
        changes
            .Select(it => (
                it.TryGetProperty("before", out _),
                it.TryGetProperty("after", out _),
                it.GetProperty("changesSecrets").GetBoolean()))
            .Should().Equal((true, false, true), (true, true, false), (true, true, true), (false, true, true));
        changes[1].GetProperty("before").GetProperty("enabled").GetBoolean().Should().BeTrue();
        changes[1].GetProperty("after").GetProperty("disabledReason").GetString().Should().Be("on holiday");
        changes.Should().OnlyContain(it => it.GetProperty("door").GetString() == "Api");
        reply.Text.Should().NotContain("canary").And.NotContain("X-Key");
    }

    [Fact]
    public async Task A_caller_of_an_organization_sees_its_own_changes_and_no_others()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
        await host.PostAsync("/endpoints", """{ "name": "Theirs", "url": "https://b.example.com" }""", caller: "org_b");
        await host.PostAsync("/endpoints", """{ "name": "Host", "url": "https://host.example.com" }""");
        await host.PostAsync("/triggers", """{ "name": "Nightly", "prompt": "Scan." }""", caller: "org_a");

        (await host.GetAsync("/activity", "org_a")).Text.Should().Contain("Nightly").And.NotContain("Theirs").And.NotContain("\"Host\"");
        (await host.GetAsync("/activity")).Json.GetProperty("items").GetArrayLength().Should().Be(3);
        (await host.GetAsync("/activity?kind=none")).Wrong.Should().Equal("kind");
    }

    [Fact]
    public async Task A_subscription_is_a_change_of_the_organization_of_its_endpoint_whatever_its_own_is()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(builder, "a", "org_a"), "host"));
        var theirs = (await host.PostAsync("/subscriptions", """{ "endpointId": "a" }""", caller: "org_a"))["id"];
        await host.PostAsync("/subscriptions", """{ "id": "of-host", "endpointId": "host", "organizationId": "org_a" }""");
        await host.PostAsync("/subscriptions/sub-a/disable");
        await host.SendAsync(HttpMethod.Delete, $"/subscriptions/{theirs}", caller: "org_a", ifMatch: "*");
        await host.SendAsync(HttpMethod.Delete, "/subscriptions/of-host", ifMatch: "*");
        await host.PostAsync("/endpoints", """{ "id": "b", "name": "B", "url": "https://b.example.com", "organizationId": "org_a" }""");
        await host.Registry.AddSubscriptionAsync(
            new() { Id = "gone", EndpointId = "b" }, cancellationToken: TestContext.Current.CancellationToken);
        await host.SendAsync(HttpMethod.Delete, "/endpoints/b", ifMatch: "*");

        var reply = await host.GetAsync("/activity", "org_a");

        var changes = reply.Json.GetProperty("items").EnumerateArray().Reverse().ToList();
        changes.Select(it => (
                it.GetProperty("id").GetString(),
                it.GetProperty("door").GetString(),
                it.GetProperty("organizationId").GetString(),
                it.TryGetProperty("after", out _)))
            .Should().BeEquivalentTo(
                [
                    (theirs, "Api", "org_a", true), ("sub-a", "Api", "org_a", true), (theirs, "Api", "org_a", false),
                    ("b", "Api", "org_a", true), ("gone", "Code", "org_a", true), ("b", "Api", "org_a", false),
                    ("gone", "Api", "org_a", false),
                ]);
        changes[0].GetProperty("after").TryGetProperty("organizationId", out _).Should().BeFalse("it has none of its own");
        (await host.GetAsync("/activity")).Json.GetProperty("items").EnumerateArray()
            .Single(it => it.GetProperty("id").GetString() == "of-host" && it.TryGetProperty("after", out _))
            .GetProperty("after").GetProperty("organizationId").GetString().Should().Be("org_a");
    }

    [Fact]
    public async Task After_an_endpoint_has_moved_to_another_organization_changes_of_its_subscriptions_are_theirs()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a", "org_a"));
        var token = TestContext.Current.CancellationToken;
        var subscription = await host.Registry.AddSubscriptionAsync(new() { Id = "moves", EndpointId = "a" }, cancellationToken: token);
        await host.Registry.UpdateAsync(
            [
                RoutingEdit.Save(host.Registry.Router.FindEndpoint("a")! with { OrganizationId = "org_b" }),
                RoutingEdit.Save(subscription with { Threshold = SeverityLevel.High }),
            ],
            cancellationToken: token);
        await host.Registry.RemoveSubscriptionAsync("moves", cancellationToken: token);

        (await host.GetAsync("/activity?resourceId=moves", "org_a")).Json.GetProperty("items").GetArrayLength().Should().Be(1);
        (await host.GetAsync("/activity?resourceId=moves", "org_b")).Json.GetProperty("items").GetArrayLength().Should().Be(2);
    }
}
