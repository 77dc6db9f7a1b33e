using System.Net;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>Formats of endpoints, and their secrets, by the API.</summary>
public class EndpointFormatTests
{
    private const string Key = "canary78901234567890123456canary";

    private const string Pager = $$"""
        {
          "name": "Pager", "url": "https://events.example.com/", "format": "PagerDuty", "formatSettings": { "RoutingKey": "{{Key}}" }
        }
        """;

    private const string Slack = """
        { "name": "Chat", "url": "https://hooks.example.com/services/T0/B0/canary?x=canary", "format": "Slack" }
        """;

    [Fact]
    public async Task An_endpoint_has_the_documented_payload_unless_a_format_is_written()
    {
        await using var host = await ApiHost.StartAsync();

        var created = await host.PostAsync("/endpoints", """{ "name": "a", "url": "https://a.example.com" }""");

        created["format"].Should().Be("ZeroPath");
        created.Json.GetProperty("formatSettings").EnumerateObject().Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{ "name": "a", "url": "https://a.example.com", "format": "Smoke" }""", "format",
        "CloudEvents, GitHubDispatch, PagerDuty*")]
    [InlineData("""{ "name": "a", "url": "https://a.example.com", "format": "PagerDuty" }""", "formatSettings[RoutingKey]",
        "It is missing.")]
    [InlineData("""{ "name": "a", "url": "https://a.example.com", "formatSettings": { "Canary": "canary" } }""",
        "formatSettings[Canary]", "It is no setting of the format ZeroPath.")]
    public async Task What_a_format_lacks_or_needs_is_said_by_member(string json, string member, string problem)
    {
        await using var host = await ApiHost.StartAsync();

        var reply = await host.PostAsync("/endpoints", json);

        (reply.Status, reply.Wrong.Single()).Should().Be((HttpStatusCode.BadRequest, member));
        reply.Text.Should().Match($"*{problem}*").And.NotContain("canary");
    }

    [Fact]
    public async Task What_is_secret_of_a_format_is_masked_and_stays_when_it_is_written_so()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var json in new[] { Pager, Slack })
        {
            var created = await host.PostAsync("/endpoints", json);
            var stored = host.Registry.Router.FindEndpoint(created["id"]);

            var put = await host.PutAsync(
                $"/endpoints/{created["id"]}",
                created.Text.Replace("\"propagateTrace\":false", "\"propagateTrace\":true", StringComparison.Ordinal),
                created.ETag);

            put.Status.Should().Be(HttpStatusCode.OK, put.Text);
            var found = host.Registry.Router.FindEndpoint(created["id"]);
            found.Should().Be(stored! with { PropagateTrace = true, Version = found!.Version });
            (created.Text + put.Text).Should().NotContain("canary").And.Contain("***");
        }

        (await host.GetAsync("/endpoints")).Text.Should().Contain("\"https://hooks.example.com/***\"").And.NotContain("canary");
    }

    [Fact]
    public async Task A_setting_that_is_no_secret_is_shown()
    {
        await using var host = await ApiHost.StartAsync();

        var created = await host.PostAsync(
            "/endpoints",
            """
            { "name": "a", "url": "https://a.example.com", "format": "GitHubDispatch", "formatSettings": { "EventType": "zeropath" } }
            """);

        created.Json.GetProperty("formatSettings").GetProperty("EventType").GetString().Should().Be("zeropath");
    }

    [Theory]
    [InlineData(
        Pager,
        """{ "name": "x", "url": "https://evil.example.com/", "format": "PagerDuty", "formatSettings": { "RoutingKey": "***" } }""",
        "formatSettings[RoutingKey]")]
    [InlineData(Pager, """{ "name": "x", "url": "https://events.example.com/", "formatSettings": { "RoutingKey": "***" } }""",
        "formatSettings[RoutingKey]")]
    [InlineData(Pager, """{ "name": "x", "url": "https://events.example.com/", "format": "PagerDuty", "formatSettings": { "X": "***" } }""",
        "formatSettings[X]")]
    [InlineData(Slack, """{ "name": "x", "url": "https://hooks.example.com/***" }""", "url")]
    [InlineData(Slack, """{ "name": "x", "url": "https://hooks.example.com/***", "format": "Teams" }""", "url")]
    [InlineData(Slack, """{ "name": "x", "url": "https://evil.example.com/***", "format": "Slack" }""", "url")]
    [InlineData(Slack, """{ "name": "x", "url": "https://hooks.example.com/services/***", "format": "Slack" }""", "url")]
    [InlineData(Slack, """{ "name": "x", "url": "https://hooks.example.com/other?x=***", "format": "Slack" }""", "url")]
    [InlineData(Slack, """{ "name": "x", "url": "https://hooks.example.com/other?x=***" }""", "url")]
    public async Task A_stored_secret_is_taken_along_to_no_other_host_and_to_no_format_that_may_show_it(
        string created, string json, string wrong)
    {
        await using var host = await ApiHost.StartAsync();
        var path = $"/endpoints/{(await host.PostAsync("/endpoints", created))["id"]}";
        var before = host.Registry.Configuration;

        var put = await host.PutAsync(path, json, "*");

        put.Status.Should().Be(HttpStatusCode.BadRequest);
        put.Wrong.Should().Equal(wrong);
        put.Text.Should().NotContain("canary");
        host.Registry.Configuration.Should().BeSameAs(before);
    }

    [Fact]
    public async Task What_is_shown_of_a_secret_URL_makes_no_new_endpoint()
    {
        await using var host = await ApiHost.StartAsync();

        var reply = await host.PostAsync("/endpoints", """{ "name": "x", "url": "https://hooks.example.com/***", "format": "Slack" }""");

        (reply.Status, reply.Wrong.Single()).Should().Be((HttpStatusCode.BadRequest, "url"));
    }

    [Fact]
    public async Task A_test_send_and_the_attempts_say_the_format_and_show_nothing_secret()
    {
        await using var host = await ApiHost.StartAsync(builder => builder
            .AddEndpoint(new() { Name = "a", Url = new("https://hooks.example.com/services/canary"), Format = "Slack" })
            .AddSubscription(new() { EndpointId = "a" }));
        host.Receiver.Answer = request => new(HttpStatusCode.OK) { Content = new StringContent($"not ok: {request.RequestUri}") };

        var test = await host.PostAsync("/endpoints/a/test");
        var delivery = (await host.PublishAsync("org_a")).Deliveries.Single();
        await host.DispatchAsync();
        var stored = await host.GetAsync($"/deliveries/{delivery.Id}");
        var explained = await host.GetAsync($"/events/{delivery.EventId}/explanation");

        (test["outcome"], test["statusCode"]).Should().Be(("Refused", "200"));
        test["detail"].Should().StartWith("Sent as Slack. The answer says that the event was not taken");
        stored.Text.Should().Contain("Sent as Slack. The answer says");
        explained.Text.Should().Contain("gets events in the format Slack");
        (test.Text + stored.Text + explained.Text).Should().NotContain("canary");
    }
}
