using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>What is stored and breaks a rule by now can be disabled, mended and removed, and is nobody else's business (D59).</summary>
public class TightenedRuleTests
{
    private const string Right = """{ "name": "x", "url": "https://x.example.com" }""";

    public static TheoryData<string, string, string> Endpoints => new()
    {
        { "http", Old("http://internal.example.com/canary"), "not encrypted" },
        { "private", Old("https://10.0.0.1/canary"), "private" },
        { "port", Old("https://internal.example.com:0/canary"), "port 0" },
        { "rate", Old("https://internal.example.com/canary", "0"), "It is 0" },
        { "endless rate", Old("https://internal.example.com/canary", "1e999"), "MaxPerSecond" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task An_endpoint_that_breaks_a_rule_is_shown_with_it_to_those_who_see_it_and_to_nobody_else(
        string what, string settings, string reason)
    {
        await using var host = await StartAsync(Row(ResourceKind.Endpoint, "old", settings));

        (await host.GetAsync("/endpoints/old", "org_b"))["unreadableReason"].Should().Contain(reason, what);
        foreach (var (method, path, json) in new[]
        {
            (HttpMethod.Post, "/endpoints", Right),
            (HttpMethod.Put, "/endpoints/a", """{ "name": "y", "url": "https://a.example.com" }"""),
            (HttpMethod.Post, "/endpoints/a/disable", """{ "reason": "x" }"""),
            (HttpMethod.Post, "/endpoints/a/enable", null),
            (HttpMethod.Post, "/subscriptions", """{ "endpointId": "a" }"""),
            (HttpMethod.Post, "/subscriptions/dry-run", """{ "subscription": { "endpointId": "a" } }"""),
            (HttpMethod.Delete, "/endpoints/a", null),
        })
        {
            var reply = await host.SendAsync(method, path, json, "org_a", method == HttpMethod.Put ? "*" : null);
            ((int)reply.Status).Should().BeLessThan(300, "{0} {1} {2}", method, path, reply.Text);
            reply.Text.Should().NotContain("internal").And.NotContain("10.0.0.1").And.NotContain("\"old\"");
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Its_owner_can_disable_enable_mend_and_remove_it(string what, string settings, string reason)
    {
        foreach (var mends in new[] { true, false })
        {
            await using var host = await StartAsync(Row(ResourceKind.Endpoint, "old", settings));

            (await host.PostAsync("/endpoints/old/disable", """{ "reason": "x" }""", "org_b"))["enabled"].Should().Be("False", what);
            (await host.PostAsync("/endpoints/old/enable", caller: "org_b"))["unreadableReason"].Should().Contain(reason);
            var test = await host.PostAsync("/endpoints/old/test", caller: "org_b");
            (test.Status, host.Receiver.Requests.Count).Should().Be((HttpStatusCode.Conflict, 0));
            test["detail"].Should().Contain(reason).And.NotContain("signing");
            var wrong = await host.PutAsync(
                "/endpoints/old", """{ "name": "Renamed", "url": "https://10.0.0.2" }""", "*", "org_b");
            (wrong.Status, wrong.Wrong.Single()).Should().Be((HttpStatusCode.BadRequest, "url"));
            if (mends)
            {
                var mended = await host.PutAsync("/endpoints/old", Right, "*", "org_b");
                mended.Status.Should().Be(HttpStatusCode.OK);
                mended.Json.TryGetProperty("unreadableReason", out _).Should().BeFalse();
                (await host.PostAsync("/endpoints/old/test", caller: "org_b")).Status.Should().Be(HttpStatusCode.OK);
            }
            else
            {
                (await host.SendAsync(HttpMethod.Delete, "/endpoints/old", caller: "org_b")).Status.Should().Be(HttpStatusCode.NoContent);
            }
        }
    }

    [Fact]
    public async Task A_subscription_that_breaks_a_rule_can_be_disabled_mended_and_removed_and_not_enabled()
    {
        const string All = """{"endpointId":"a","repositories":[[],["All"]],"eventTypes":null,"threshold":"Info","enabled":true}""";
        await using var host = await StartAsync(Row(ResourceKind.Subscription, "old", All, "a"));

        (await host.PostAsync("/subscriptions/old/disable"))["enabled"].Should().Be("False");
        (await host.PostAsync("/subscriptions/old/enable")).Wrong.Should().Equal("repositories[0]");
        (await host.PutAsync("/subscriptions/old", """{ "endpointId": "a" }""", "*")).Status.Should().Be(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Delete, "/subscriptions/old")).Status.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_subscription_that_cannot_be_read_is_not_made_one_of_all_events_by_enabling_it()
    {
        await using var host = await StartAsync(Row(ResourceKind.Subscription, "old", "{", "a"));

        var enabled = await host.PostAsync("/subscriptions/old/enable");

        (enabled.Status, enabled.Wrong.Single()).Should().Be((HttpStatusCode.BadRequest, "unreadableReason"));
        (await host.PublishAsync("org_a")).Deliveries.Should().BeEmpty();
        (await host.PostAsync("/subscriptions/old/disable")).Status.Should().Be(HttpStatusCode.OK);
        (await host.PutAsync("/subscriptions/old", """{ "endpointId": "a" }""", "*")).Status.Should().Be(HttpStatusCode.OK);
        (await host.PublishAsync("org_a")).Deliveries.Should().ContainSingle();
    }

    // Organization A's endpoint, which is right, and B's, which was right once.
    private static async Task<ApiHost> StartAsync(ResourceRow old)
    {
        await using var node = new ServiceCollection().AddZeroPathWebhooks().Services.BuildServiceProvider();
        var store = node.GetRequiredService<WebhookStore>();
        var a = Row(ResourceKind.Endpoint, "a", Old("https://a.example.com")) with { OrganizationId = "org_a" };
        await store.Resources.ApplyAsync(
            [new ResourceEdit.Save(a, 0), new ResourceEdit.Save(old, 0)], ChangeOrigin.Code, Token);
        return await ApiHost.StartAsync(builder => builder.UseStore(_ => store));
    }

    private static string Old(string url, string rate = "null") => $$"""
        { "name": "Old", "url": "{{url}}", "maxPerSecond": {{rate}}, "headers": {}, "signingSecrets": [], "enabled": true }
        """;

    private static ResourceRow Row(ResourceKind kind, string id, string settings, string? parent = null) => new()
    {
        Kind = kind,
        Id = id,
        Name = id,
        OrganizationId = kind == ResourceKind.Endpoint ? "org_b" : null,
        ParentId = parent,
        Settings = settings,
    };
}
