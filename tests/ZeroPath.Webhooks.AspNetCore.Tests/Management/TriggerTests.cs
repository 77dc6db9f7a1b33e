using System.Net;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

public class TriggerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trigger_is_created_with_a_secret_that_is_shown_once_and_to_put_what_was_got_changes_no_word_of_it()
    {
        await using var host = await ApiHost.StartAsync();

        var created = await host.PostAsync(
            "/triggers",
            """{ "name": "Nightly", "prompt": "Triage it.", "organizationId": "org_a", "publishesEvent": true, "timeoutSeconds": """
                + """1.5, "maxPerMinute": 5 }""");
        var got = await host.GetAsync(created.Location!.OriginalString["/api".Length..]);
        var put = await host.PutAsync($"/triggers/{got["id"]}", got.Text, got.ETag);

        created.Status.Should().Be(HttpStatusCode.Created, created.Text);
        var stored = (await StoredAsync(host, got["id"]))!;
        stored.Should().BeEquivalentTo(new
        {
            Name = "Nightly",
            Prompt = "Triage it.",
            OrganizationId = "org_a",
            PublishesEvent = true,
            Timeout = TimeSpan.FromSeconds(1.5),
            MaxPerMinute = 5,
            Enabled = true,
        });
        stored.Secrets.Should().ContainSingle();
        created["secret"].Should().StartWith(InboundTriggerSecret.Prefix);
        got.Text.Should().NotContain(created["secret"]).And.NotContain(stored.Secrets[0].Hash);
        (put.Status, put.Text, put.ETag).Should().Be((HttpStatusCode.OK, got.Text, got.ETag));
    }

    [Fact]
    public async Task What_is_wrong_is_said_by_member()
    {
        await using var host = await ApiHost.StartAsync();

        var reply = await host.PostAsync(
            "/triggers", """{ "name": " ", "publishesEvent": true, "timeoutSeconds": 1e300, "maxPerMinute": 0, "prompt": null }""");
        var rules = await host.PostAsync(
            "/triggers", """{ "name": " ", "publishesEvent": true, "timeoutSeconds": 1e300, "maxPerMinute": 0 }""");
        var fixedMembers = await host.PostAsync(
            "/triggers", """{ "name": "x", "id": "mine", "secrets": [ {} ], "createdAt": "2026-01-01T00:00:00Z" }""");

        reply.Wrong.Should().Equal("prompt");
        rules.Wrong.Should().BeEquivalentTo("name", "publishesEvent", "timeoutSeconds", "maxPerMinute");
        fixedMembers.Wrong.Should().BeEquivalentTo("id", "secrets", "createdAt");
    }

    [Fact]
    public async Task An_edit_needs_the_tag_of_what_was_seen()
    {
        await using var host = await ApiHost.StartAsync();
        var (id, _, _) = await host.AddTriggerAsync("org_a");
        var got = await host.GetAsync($"/triggers/{id}");

        (await host.PutAsync($"/triggers/{id}", got.Text, null)).Status.Should().Be(HttpStatusCode.PreconditionRequired);
        (await host.PostAsync($"/triggers/{id}/disable"))["enabled"].Should().Be("False");
        (await host.PutAsync($"/triggers/{id}", got.Text, got.ETag)).Status.Should().Be(HttpStatusCode.PreconditionFailed);
        (await host.SendAsync(HttpMethod.Delete, $"/triggers/{id}", ifMatch: got.ETag))
            .Status.Should().Be(HttpStatusCode.PreconditionFailed);
        (await host.PostAsync($"/triggers/{id}/enable"))["enabled"].Should().Be("True");
        (await host.SendAsync(HttpMethod.Delete, $"/triggers/{id}")).Status.Should().Be(HttpStatusCode.NoContent);
        (await host.GetAsync($"/triggers/{id}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_rotated_secret_is_shown_once_and_the_one_before_is_good_for_a_while()
    {
        await using var host = await ApiHost.StartAsync();
        var (id, first, _) = await host.AddTriggerAsync("org_a");

        var day = await host.PostAsync($"/triggers/{id}/secrets");
        var stored = (await StoredAsync(host, id))!.Secrets;
        var never = await host.PostAsync($"/triggers/{id}/secrets", """{ "previousUntil": "2026-01-31T10:00:00Z" }""");
        var late = await host.PostAsync($"/triggers/{id}/secrets", """{ "previousUntil": "2026-03-31T10:00:00Z" }""");

        stored.Select(secret => secret.ExpiresAt).Should().Equal(null, host.Clock.GetUtcNow().AddDays(1));
        new[] { first, day["secret"], never["secret"] }.Should().OnlyHaveUniqueItems();
        (await StoredAsync(host, id))!.Secrets.Should().ContainSingle();
        late.Wrong.Should().Equal("previousUntil");
    }

    [Fact]
    public async Task Executions_are_listed_shown_cancelled_and_run_again()
    {
        await using var host = await ApiHost.StartAsync();
        var (trigger, _, execution) = await host.AddTriggerAsync("org_a");
        var (_, _, other) = await host.AddTriggerAsync("org_a");

        var first = await host.GetAsync("/executions?pageSize=1");
        var second = await host.GetAsync($"/executions?pageSize=1&after={first["next"]}");
        var shown = await host.GetAsync($"/executions/{execution}");
        (await host.PostAsync($"/executions/{execution}/run-again")).Status.Should().Be(HttpStatusCode.Conflict);
        var cancelled = await host.PostAsync($"/executions/{execution}/cancel");
        (await host.PostAsync($"/executions/{execution}/cancel")).Status.Should().Be(HttpStatusCode.Conflict);

        first.Ids.Concat(second.Ids).Should().Equal(other, execution);
        (shown["triggerId"], shown["state"], shown["contentType"]).Should().Be((trigger, "Pending", "text/plain"));
        Encoding.UTF8.GetString(Convert.FromBase64String(shown["payload"])).Should().Be("payload");
        (cancelled["state"], cancelled["reason"]).Should().Be(("Cancelled", "on_request"));
        (await host.GetAsync($"/executions?state=Cancelled&triggerId={trigger}")).Ids.Should().Equal(execution);
        (await host.PostAsync($"/executions/{execution}/run-again"))["state"].Should().Be("Pending");
        (await host.GetAsync("/executions?state=Done")).Wrong.Should().Equal("state");
    }

    [Fact]
    public async Task An_execution_has_its_triggers_name_as_long_as_that_is_there()
    {
        await using var host = await ApiHost.StartAsync();
        var (trigger, _, execution) = await host.AddTriggerAsync("org_a");
        await host.AddTriggerAsync("org_b");

        var listed = await host.GetAsync("/executions", "org_a");
        var shown = await host.GetAsync($"/executions/{execution}", "org_a");
        var cancelled = await host.PostAsync($"/executions/{execution}/cancel", caller: "org_a");
        await host.SendAsync(HttpMethod.Delete, $"/triggers/{trigger}");
        var after = await host.GetAsync($"/executions/{execution}", "org_a");

        var only = listed.Json.GetProperty("items").EnumerateArray().Should().ContainSingle().Subject;
        only.GetProperty("triggerName").GetString().Should().Be("Nightly");
        (shown["triggerName"], cancelled["triggerName"]).Should().Be(("Nightly", "Nightly"));
        (after["triggerId"], after.Json.TryGetProperty("triggerName", out _)).Should().Be((trigger, false));
    }

    private static async Task<InboundTrigger?> StoredAsync(ApiHost host, string id) =>
        await host.Services.GetRequiredService<InboundTriggers>().FindAsync(id, Token);
}
