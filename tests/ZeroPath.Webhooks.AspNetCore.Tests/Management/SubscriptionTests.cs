using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

public class SubscriptionTests
{
    [Fact]
    public async Task What_is_created_is_configured_and_to_put_what_was_got_changes_nothing()
    {
        await using var host = await StartAsync();
        var created = await host.PostAsync(
            "/subscriptions",
            """
            {
              "endpointId": "a", "repositories": [ "backend-api" ], "repositoryIds": [ "repo_1" ], "eventTypes": [ "SCAN_FAILED" ],
              "threshold": "high", "enabled": false
            }
            """);
        var stored = host.Registry.Configuration.Subscriptions[^1];

        created.Status.Should().Be(HttpStatusCode.Created, created.Text);
        stored.Should().BeEquivalentTo(new WebhookSubscription
        {
            Id = created["id"],
            EndpointId = "a",
            Repositories = new() { Names = ["backend-api"], Ids = ["repo_1"] },
            EventTypes = EventTypeScope.Of(WebhookEventType.ScanFailed),
            Threshold = SeverityLevel.High,
            Version = 1,
            Enabled = false,
        });
        var before = host.Registry.Configuration;
        var got = await host.GetAsync($"/subscriptions/{stored.Id}");
        (await host.PutAsync($"/subscriptions/{stored.Id}", got.Text, got.ETag)).Text.Should().Be(got.Text);
        host.Registry.Configuration.Should().BeSameAs(before);
    }

    [Fact]
    public async Task It_is_disabled_and_enabled_and_nothing_else_of_it_changes()
    {
        await using var host = await StartAsync();
        var created = await host.PostAsync("/subscriptions", """{ "endpointId": "a", "threshold": "High" }""");

        var disabled = await host.PostAsync($"/subscriptions/{created["id"]}/disable");
        var enabled = await host.PostAsync($"/subscriptions/{created["id"]}/enable");

        (disabled["enabled"], disabled["threshold"], disabled.ETag).Should().Be(("False", "High", "\"2\""));
        enabled.Text.Should().Be(created.Text);
        enabled.ETag.Should().Be("\"3\"");
    }

    [Fact]
    public async Task What_is_left_out_means_all()
    {
        await using var host = await StartAsync();

        var created = await host.PostAsync("/subscriptions", """{ "endpointId": "a", "eventTypes": null }""");

        host.Registry.Configuration.Subscriptions[^1]
            .Should().Be(new WebhookSubscription { Id = created["id"], EndpointId = "a", Version = 1 });
    }

    [Fact]
    public async Task What_breaks_a_rule_is_said_by_member()
    {
        await using var host = await StartAsync();

        var reply = await host.PostAsync(
            "/subscriptions",
            """{ "endpointId": "a", "repositories": [], "eventTypes": [ "SCAN_COMPLET", "" ], "organizationId": "" }""");
        var ids = await host.PostAsync("/subscriptions", """{ "endpointId": "a", "repositoryIds": [ "x", "" ], "repositories": [ "" ] }""");

        reply.Wrong.Should().BeEquivalentTo("repositories", "eventTypes[0]", "eventTypes[1]", "organizationId");
        ids.Wrong.Should().BeEquivalentTo("repositoryIds[1]", "repositories[0]");
        (await host.PostAsync("/subscriptions", """{ "endpointId": "none" }""")).Wrong.Should().Equal("endpointId");
    }

    [Fact]
    public async Task An_edit_needs_the_tag_of_what_was_seen()
    {
        await using var host = await StartAsync();
        await host.Registry.AddSubscriptionAsync(
            new() { Id = "stored", EndpointId = "a" }, cancellationToken: TestContext.Current.CancellationToken);
        var got = await host.GetAsync("/subscriptions/stored");

        (await host.PutAsync("/subscriptions/stored", got.Text, null)).Status.Should().Be(HttpStatusCode.PreconditionRequired);
        (await host.PutAsync("/subscriptions/stored", """{ "endpointId": "a", "threshold": "Critical" }""", got.ETag))
            .Status.Should().Be(HttpStatusCode.OK);
        (await host.PutAsync("/subscriptions/stored", got.Text, got.ETag)).Status.Should().Be(HttpStatusCode.PreconditionFailed);
        (await host.SendAsync(HttpMethod.Delete, "/subscriptions/stored", ifMatch: got.ETag))
            .Status.Should().Be(HttpStatusCode.PreconditionFailed);
        (await host.SendAsync(HttpMethod.Delete, "/subscriptions/stored")).Status.Should().Be(HttpStatusCode.NoContent);
        (await host.PutAsync("/subscriptions/stored", got.Text, "*")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task They_are_listed_by_endpoint_and_by_page()
    {
        await using var host = await ApiHost.StartAsync(builder =>
            ApiHost.AddBoth(ApiHost.AddBoth(ApiHost.AddBoth(builder, "c"), "a"), "b"));

        var first = await host.GetAsync("/subscriptions?pageSize=2");
        var second = await host.GetAsync($"/subscriptions?pageSize=2&after={first["next"]}");

        first.Ids.Should().Equal("sub-a", "sub-b");
        second.Ids.Should().Equal("sub-c");
        second.Json.TryGetProperty("next", out _).Should().BeFalse();
        (await host.GetAsync("/subscriptions?endpointId=b")).Ids.Should().Equal("sub-b");
    }

    [Fact]
    public async Task A_dry_run_says_what_a_subscription_would_have_made_of_the_last_events()
    {
        await using var host = await StartAsync();
        await host.PublishAsync("org_a", WebhookEventType.ScanFailed);
        await host.PublishAsync("org_a", WebhookEventType.PrBlocked);

        var reply = await host.PostAsync(
            "/subscriptions/dry-run", """{ "subscription": { "endpointId": "a", "eventTypes": [ "SCAN_FAILED" ] } }""");

        reply.Json.EnumerateArray()
            .Select(item => (item.GetProperty("eventType").GetString(), item.GetProperty("decision").GetProperty("code").GetString()))
            .Should().Equal(("PR_BLOCKED", "event_type"), ("SCAN_FAILED", "matched"));
        (await host.PostAsync("/subscriptions/dry-run", """{ "subscription": { "endpointId": "a" }, "count": 1 }""")).Json.GetArrayLength()
            .Should().Be(1);
        (await host.PostAsync("/subscriptions/dry-run", """{ "subscription": { "endpointId": "a", "eventTypes": [] } }"""))
            .Wrong.Should().Equal("subscription.eventTypes");
        (await host.PostAsync("/subscriptions/dry-run", """{ "subscription": { "endpointId": "no" }, "count": 0 }"""))
            .Wrong.Should().Equal("subscription.endpointId", "count");
    }

    private static Task<ApiHost> StartAsync() => ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
}
