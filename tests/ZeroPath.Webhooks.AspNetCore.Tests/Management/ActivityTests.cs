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
}
