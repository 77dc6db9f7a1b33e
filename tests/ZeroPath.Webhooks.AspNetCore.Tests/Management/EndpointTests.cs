using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

public class EndpointTests
{
    private const string Whole = """
        {
          "name": "Chat", "url": "https://chat.example.com/hook?key=canary-query&x=1",
          "headers": { "Authorization": "Bearer canary-header" },
          "organizationId": "org_a", "maxConcurrency": 3, "maxPerSecond": 0.5, "propagateTrace": true, "ordered": true,
          "retry": { "delaysSeconds": [1.0000007, 3600, 31536000], "jitter": 0.1 }
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_created_is_configured_and_can_be_looked_at_where_the_answer_says()
    {
        await using var host = await ApiHost.StartAsync();

        var created = await host.PostAsync("/endpoints", Whole);

        created.Status.Should().Be(HttpStatusCode.Created);
        created["id"].Should().StartWith("ept_");
        var stored = host.Registry.Configuration.Endpoints.Single();
        stored.Should().BeEquivalentTo(new WebhookEndpoint
        {
            Id = created["id"],
            Name = "Chat",
            Url = new("https://chat.example.com/hook?key=canary-query&x=1"),
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer canary-header" },
            OrganizationId = "org_a",
            MaxConcurrency = 3,
            MaxPerSecond = 0.5,
            PropagateTrace = true,
            Ordered = true,
            Retry = new()
            {
                Delays = [TimeSpan.FromTicks(10_000_007), TimeSpan.FromHours(1), TimeSpan.FromDays(365)],
                Jitter = 0.1,
            },
            Version = 1,
        });
        var got = await host.GetAsync(created.Location!.OriginalString["/api".Length..]);
        (got.Status, got.Text, got.ETag).Should().Be((HttpStatusCode.OK, created.Text, created.ETag));
        created.Text.Should().NotContain("canary");
        created["url"].Should().Be("https://chat.example.com/hook?key=***&x=***");
    }

    [Fact]
    public async Task To_put_what_was_got_changes_nothing()
    {
        await using var host = await ApiHost.StartAsync();
        var path = await CreateAsync(host);
        await host.PostAsync($"{path}/signing-secrets");
        await host.PostAsync($"{path}/disable", """{ "reason": "Under maintenance." }""");
        var before = host.Registry.Configuration;
        var got = await host.GetAsync(path);

        var put = await host.PutAsync(path, got.Text, got.ETag);

        (put.Status, put.Text, put.ETag).Should().Be((HttpStatusCode.OK, got.Text, got.ETag));
        host.Registry.Configuration.Should().BeSameAs(before);
    }

    [Fact]
    public async Task A_masked_value_keeps_the_stored_one_and_another_replaces_it()
    {
        await using var host = await ApiHost.StartAsync();
        var path = await CreateAsync(host);

        var put = await host.PutAsync(
            path,
            """{ "name": "Chat", "url": "https://chat.example.com/other?key=***&x=***", "headers": """
                + """{ "authorization": "***", "X-New": "new" } }""",
            "*");

        put.Status.Should().Be(HttpStatusCode.OK, put.Text);
        var stored = host.Registry.Configuration.Endpoints.Single();
        stored.Url.Should().Be(new Uri("https://chat.example.com/other?key=canary-query&x=1"));
        stored.Headers.Should().BeEquivalentTo(
            new Dictionary<string, string> { ["authorization"] = "Bearer canary-header", ["X-New"] = "new" });
        stored.OrganizationId.Should().Be("org_a", "it was left out, and is fixed");
    }

    [Theory]
    [InlineData("""{ "name": "Chat", "url": "https://evil.example.com/hook", "headers": { "Authorization": "***" } }""",
        "headers[Authorization]")]
    [InlineData("""{ "name": "Chat", "url": "https://chat.example.com:8443/hook", "headers": { "Authorization": "***" } }""",
        "headers[Authorization]")]
    [InlineData("""{ "name": "Chat", "url": "https://evil.example.com/hook?key=***&x=***" }""", "url")]
    [InlineData("""{ "name": "Chat", "url": "https://chat.example.com/hook?key=***" }""", "url")]
    [InlineData("""{ "name": "Chat", "url": "https://chat.example.com/hook", "headers": { "X-Other": "***" } }""", "headers[X-Other]")]
    public async Task A_stored_secret_is_not_taken_along_to_another_host_nor_invented(string json, string wrong)
    {
        await using var host = await ApiHost.StartAsync();
        var path = await CreateAsync(host);
        var before = host.Registry.Configuration;

        var put = await host.PutAsync(path, json, "*");

        put.Status.Should().Be(HttpStatusCode.BadRequest);
        put.Wrong.Should().Equal(wrong);
        put.Text.Should().NotContain("canary");
        host.Registry.Configuration.Should().BeSameAs(before);
    }

    [Fact]
    public async Task What_cannot_be_changed_is_refused_by_name()
    {
        await using var host = await ApiHost.StartAsync();
        var path = await CreateAsync(host);

        var put = await host.PutAsync(
            path,
            """
            {
              "name": "Chat", "url": "https://chat.example.com/hook", "id": "other", "organizationId": "org_b",
              "signingSecrets": [ {} ], "unreadableReason": "x"
            }
            """,
            "*");

        put.Wrong.Should().BeEquivalentTo("id", "organizationId", "signingSecrets", "unreadableReason");
        (await host.PostAsync("/endpoints", """{ "id": "mine", "name": "x", "url": "https://x.example.com" }""", caller: "org_a"))
            .Wrong.Should().Equal("id");
    }

    [Fact]
    public async Task Two_who_edit_at_a_time_do_not_overwrite_each_other()
    {
        await using var host = await ApiHost.StartAsync();
        var path = await CreateAsync(host);
        var got = await host.GetAsync(path);
        var edited = got.Text.Replace("\"Chat\"", "\"Renamed\"", StringComparison.Ordinal);

        (await host.PutAsync(path, edited, null)).Status.Should().Be(HttpStatusCode.PreconditionRequired);
        (await host.PutAsync(path, edited, "not a tag")).Wrong.Should().Equal("If-Match");
        (await host.PutAsync(path, edited, $"W/{got.ETag}")).Status.Should().Be(HttpStatusCode.PreconditionFailed);
        var first = await host.PutAsync(path, edited, $"\"other\", {got.ETag}");
        var second = await host.PutAsync(path, got.Text, got.ETag);

        first.Status.Should().Be(HttpStatusCode.OK);
        first.ETag.Should().NotBe(got.ETag);
        second.Status.Should().Be(HttpStatusCode.PreconditionFailed);
        (await host.GetAsync(path))["name"].Should().Be("Renamed");
    }

    [Fact]
    public async Task Of_many_who_edit_at_once_one_gets_through()
    {
        await using var host = await ApiHost.StartAsync();
        var path = await CreateAsync(host);
        var got = await host.GetAsync(path);

        var puts = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            host.PutAsync(path, got.Text.Replace("\"Chat\"", $"\"Chat {i}\"", StringComparison.Ordinal), got.ETag)));

        puts.CountBy(put => put.Status)
            .Should().BeEquivalentTo(
                new Dictionary<HttpStatusCode, int> { [HttpStatusCode.OK] = 1, [HttpStatusCode.PreconditionFailed] = 19 });
    }

    [Fact]
    public async Task What_breaks_a_rule_is_said_by_member_and_nothing_is_saved()
    {
        await using var host = await ApiHost.StartAsync();

        var reply = await host.PostAsync(
            "/endpoints",
            """{ "name": " ", "url": "http://10.0.0.1/canary", "maxConcurrency": 0, "maxPerSecond": -1, "headers": """
                + """{ "Host": "canary", "X-A": "" }, "retry": { "delaysSeconds": [1e300], "jitter": 2 } }""");

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.ContentType.Should().Be("application/problem+json");
        reply.Wrong.Distinct().Should().BeEquivalentTo(
            "name", "url", "maxConcurrency", "maxPerSecond", "headers[Host]", "headers[X-A]", "retry.delaysSeconds", "retry.jitter");
        reply.Text.Should().NotContain("canary");
        host.Registry.Configuration.Endpoints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_change_is_not_blamed_for_what_others_have_wrong()
    {
        // Its address was allowed when it was stored.
        var store = await StoreWithAsync(new() { Name = "old", Url = new("https://10.0.0.1/canary"), OrganizationId = "org_b" });
        await using var host = await ApiHost.StartAsync(builder => builder.UseStore(_ => store));

        var tenant = await host.PostAsync("/endpoints", """{ "name": "x", "url": "https://x.example.com" }""", caller: "org_a");
        var operators = await host.PostAsync("/endpoints", """{ "name": "x", "url": "https://x.example.com" }""");

        tenant.Status.Should().Be(HttpStatusCode.Created, "D59: it stands in nobody else's way");
        tenant.Text.Should().NotContain("10.0.0.1");
        operators.Status.Should().Be(HttpStatusCode.Created);
        (await host.GetAsync("/endpoints/old"))["unreadableReason"].Should().Contain("old.Url").And.Contain("10.0.0.1");
        (await host.PostAsync("/endpoints/old/disable", """{ "reason": "It is private." }"""))["enabled"].Should().Be("False");
    }

    [Fact]
    public async Task Stored_headers_that_cannot_be_read_stay_when_something_else_is_edited()
    {
        var store = await StoreWithAsync(
            new() { Name = "locked", Url = new("https://x.example.com"), Headers = new Dictionary<string, string> { ["X-Key"] = "k" } });
        await using var host = await ApiHost.StartAsync(
            builder => builder.UseStore(_ => store), services: services => services.AddSingleton<ISecretProtector, LostKey>());
        var got = await host.GetAsync("/endpoints/locked");

        var put = await host.PutAsync(
            "/endpoints/locked", got.Text.Replace("\"locked\",\"url\"", "\"renamed\",\"url\"", StringComparison.Ordinal), got.ETag);

        got["unreadableReason"].Should().NotBeEmpty();
        put.Status.Should().Be(HttpStatusCode.OK, put.Text);
        put["name"].Should().Be("renamed");
        put["unreadableReason"].Should().Be(got["unreadableReason"]);
        var test = await host.PostAsync("/endpoints/locked/test");
        test.Status.Should().Be(HttpStatusCode.Conflict);
        test["detail"].Should().Contain("cannot be used");
    }

    [Fact]
    public async Task Enabling_and_disabling_say_why()
    {
        await using var host = await ApiHost.StartAsync();
        var path = await CreateAsync(host);

        var disabled = await host.PostAsync($"{path}/disable", """{ "reason": "Under maintenance." }""");
        var again = await host.PostAsync($"{path}/disable", """{ "reason": "Another." }""");
        var enabled = await host.PostAsync($"{path}/enable");

        (disabled["enabled"], disabled["disabledReason"]).Should().Be(("False", "Under maintenance."));
        again.Text.Should().Be(disabled.Text);
        enabled["enabled"].Should().Be("True");
        host.Registry.Configuration.Endpoints.Single().DisabledReason.Should().BeNull();
        (await host.PostAsync($"{path}/disable", """{ "reason": " " }""")).Wrong.Should().Equal("reason");
    }

    [Fact]
    public async Task A_signing_secret_is_shown_once_and_the_one_before_signs_beside_it_for_a_day()
    {
        await using var host = await ApiHost.StartAsync();
        var path = await CreateAsync(host);

        var first = await host.PostAsync($"{path}/signing-secrets");
        var second = await host.PostAsync($"{path}/signing-secrets", "{}");

        // As somebody would copy it, whatever characters it has.
        (first.Text + second.Text).Should().Contain(first["secret"]).And.Contain(second["secret"]);
        var stored = host.Registry.Configuration.Endpoints.Single().SigningSecrets;
        stored.Should().Equal(
            new SigningSecret { Value = second["secret"] },
            new SigningSecret { Value = first["secret"], ExpiresAt = host.Clock.GetUtcNow().AddDays(1) });
        var got = await host.GetAsync(path);
        got.Text.Should().NotContain("whsec_").And.Contain("""
            "signingSecrets":[{},{"expiresAt":"2026-02-01T10:30:00Z"}]
            """.Trim());
        for (var i = 0; i < 12; i++)
        {
            await host.PostAsync($"{path}/signing-secrets");
        }

        (await host.GetAsync(path)).Json.GetProperty("signingSecrets").GetArrayLength().Should().Be(10, "the oldest went");
        (await host.SendAsync(HttpMethod.Delete, $"{path}/signing-secrets")).Status.Should().Be(HttpStatusCode.OK);
        host.Registry.Configuration.Endpoints.Single().SigningSecrets.Should().BeEmpty();
    }

    [Fact]
    public async Task A_test_send_shows_operators_what_happened_and_tenants_nothing_of_the_network()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a", "org_a"));
        host.Receiver.Answer = _ => null;

        var seen = await host.PostAsync("/endpoints/a/test");
        var tenant = await host.PostAsync("/endpoints/a/test", caller: "org_a");
        host.Receiver.Answer = _ => new(HttpStatusCode.Accepted);
        var accepted = await host.PostAsync("/endpoints/a/test", """{ "eventType": "PR_BLOCKED" }""", "org_a");

        seen["outcome"].Should().Be(nameof(AttemptOutcome.ConnectFailure));
        (tenant["outcome"], tenant["durationSeconds"]).Should().Be((nameof(AttemptOutcome.Unreachable), "0"));
        (accepted["outcome"], accepted["statusCode"]).Should().Be((nameof(AttemptOutcome.Accepted), "202"));
        host.Receiver.Requests[^1].Headers.GetValues("zeropath-event").Should().Equal("PR_BLOCKED");
        (await host.PostAsync("/endpoints/a/test", """{ "eventType": "NO_TYPE" }""")).Wrong.Should().Equal("eventType");
    }

    [Fact]
    public async Task A_deleted_endpoint_is_gone_with_its_subscriptions()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Registry.AddEndpointAsync(
            new() { Name = "a", Url = new("https://a.example.com") }, cancellationToken: TestContext.Current.CancellationToken);
        await host.Registry.AddSubscriptionAsync(new() { EndpointId = "a" }, cancellationToken: TestContext.Current.CancellationToken);

        (await host.SendAsync(HttpMethod.Delete, "/endpoints/a")).Status.Should().Be(HttpStatusCode.NoContent);

        host.Registry.Configuration.Should().BeEquivalentTo(new RoutingTable());
        (await host.GetAsync("/endpoints/a")).Status.Should().Be(HttpStatusCode.NotFound);
        (await host.SendAsync(HttpMethod.Delete, "/endpoints/a")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_the_hosts_code_gives_is_not_deleted_and_an_edit_of_it_is()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
        var given = await host.GetAsync("/endpoints/a");

        var refused = await host.SendAsync(HttpMethod.Delete, "/endpoints/a");
        await host.PostAsync("/endpoints/a/disable", """{ "reason": "For now." }""");
        var givenBack = await host.SendAsync(HttpMethod.Delete, "/endpoints/a");

        refused.Status.Should().Be(HttpStatusCode.Conflict);
        refused["detail"].Should().Contain("Disable it, or remove it there.");
        (await host.SendAsync(HttpMethod.Delete, "/subscriptions/sub-a")).Status.Should().Be(HttpStatusCode.Conflict);
        givenBack.Status.Should().Be(HttpStatusCode.NoContent);
        (await host.GetAsync("/endpoints/a")).Should().Be(given);
    }

    [Fact]
    public async Task An_id_with_a_slash_and_spaces_is_found()
    {
        await using var host = await ApiHost.StartAsync(builder =>
            ApiHost.AddBoth(builder, "a").AddEndpoint(new() { Name = "Team / Chat", Url = new("https://x.example.com") }));

        (await host.GetAsync($"/endpoints/{Uri.EscapeDataString("Team / Chat")}"))["id"].Should().Be("Team / Chat");
    }

    [Fact]
    public async Task Health_is_that_of_the_store()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a", "org_a"));
        var before = await host.GetAsync("/endpoints/a/health", "org_a");
        host.Receiver.Answer = _ => new(HttpStatusCode.InternalServerError);
        await host.PublishAsync("org_a");
        await host.DispatchAsync();

        var after = await host.GetAsync("/endpoints/a/health", "org_a");

        before.Text.Should().Be("""{"endpointId":"a","failureStreak":0}""");
        (after["successRate"], after["failureStreak"]).Should().Be(("0", "1"));
    }

    [Fact]
    public async Task A_replay_sends_an_endpoint_stored_events_again()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a", "org_a"));
        await host.PublishAsync("org_a");
        await host.PublishAsync("org_b");
        await host.DispatchAsync();

        var replayed = await host.PostAsync(
            "/endpoints/a/replay", """{ "from": "2026-01-31T10:00:00Z", "to": "2026-01-31T12:00:00+01:00" }""", "org_a");
        var none = await host.PostAsync("/endpoints/a/replay", """{ "from": "2026-01-31T10:00:00Z", "onlyUndelivered": true }""", "org_a");
        await host.PostAsync("/endpoints/a/disable", """{ "reason": "x" }""");

        replayed.Text.Should().Be("""{"events":1,"deliveriesAdded":1,"eventsWithoutPayload":0}""");
        none["deliveriesAdded"].Should().Be("0");
        (await host.PostAsync("/endpoints/a/replay", """{ "from": "2026-01-31T10:00:00Z", "to": "2026-01-31T10:00:00Z" }"""))
            .Wrong.Should().Equal("from");
        (await host.PostAsync("/endpoints/a/replay", """{ "from": "2026-01-31T10:00:00Z" }""")).Status.Should().Be(HttpStatusCode.Conflict);
    }

    private static async Task<string> CreateAsync(ApiHost host)
    {
        var created = await host.PostAsync("/endpoints", Whole);
        created.Status.Should().Be(HttpStatusCode.Created, created.Text);
        return $"/endpoints/{created["id"]}";
    }

    /// <summary>A store in which another node has saved an endpoint.</summary>
    private static async Task<WebhookStore> StoreWithAsync(WebhookEndpoint endpoint)
    {
        await using var node = new ServiceCollection().AddZeroPathWebhooks()
            .Configure(options => options.AllowedNetworks.Add(System.Net.IPNetwork.Parse("10.0.0.0/8"))).Services.BuildServiceProvider();
        await node.GetRequiredService<WebhookRegistry>()
            .AddEndpointAsync(endpoint, cancellationToken: TestContext.Current.CancellationToken);
        return node.GetRequiredService<WebhookStore>();
    }

    private sealed class LostKey : ISecretProtector
    {
        public string Protect(string secret) => secret;

        public string Unprotect(string protectedSecret) =>
            throw new System.Security.Cryptography.CryptographicException("The key is lost.");
    }
}
