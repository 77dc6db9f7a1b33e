using System.Net;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>Requests are shown as they are made, but for what is secret.</summary>
public class ShownRequestTests
{
    private const string Key = "0123456789abcdef0123456789ABCDEF";

    [Fact]
    public async Task A_delivery_has_its_next_request()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a", "org_a"));
        host.Receiver.Answer = _ => new(HttpStatusCode.InternalServerError);
        await host.PostAsync("/endpoints/a/signing-secrets");
        var published = await host.PublishAsync("org_a");
        await host.DispatchAsync();
        var sent = host.Receiver.Requests.Single();
        var body = await host.GetAsync($"/events/{published.EventId}/payload");

        var request = (await host.GetAsync($"/deliveries/{published.Deliveries[0].Id}", "org_a")).Json.GetProperty("request");

        request.GetProperty("method").GetString().Should().Be("POST");
        request.GetProperty("url").GetString().Should().Be("https://a.example.com/hook");
        request.GetProperty("body").GetString().Should().Be(body.Text);
        var headers = HeadersOf(request);
        headers.Keys.Should().BeEquivalentTo(sent.Headers.Concat(sent.Content!.Headers).Select(header => header.Key));
        headers["zeropath-attempt"].Should().Be("2");
        headers["webhook-id"].Should().Be(published.EventId);
        headers["Authorization"].Should().Be("***");
        headers["webhook-signature"].Should().Be("***");
    }

    [Fact]
    public async Task Without_payload_or_endpoint_there_is_none()
    {
        await using var host = await ApiHost.StartAsync();
        var id = (await host.PostAsync("/endpoints", """{ "name": "a", "url": "https://a.example.com" }"""))["id"];
        await host.PostAsync("/subscriptions", $$"""{ "endpointId": "{{id}}" }""");
        var published = await host.PublishAsync("org_a");
        await host.SendAsync(HttpMethod.Delete, $"/endpoints/{id}");

        (await host.GetAsync($"/deliveries/{published.Deliveries[0].Id}")).Json.TryGetProperty("request", out _).Should().BeFalse();
    }

    [Fact]
    public async Task A_test_shows_the_request_that_was_made()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));

        var request = (await host.PostAsync("/endpoints/a/test")).Json.GetProperty("request");

        var sent = host.Receiver.Requests.Single();
        var headers = HeadersOf(request);
        headers["zeropath-test"].Should().Be("true");
        headers["zeropath-delivery"].Should().Be(sent.Headers.GetValues("zeropath-delivery").Single());
        headers["webhook-timestamp"].Should().Be(sent.Headers.GetValues("webhook-timestamp").Single());
        request.ToString().Should().NotContain("canary");
    }

    [Fact]
    public async Task What_is_secret_of_a_format_is_masked_in_the_body()
    {
        await using var host = await ApiHost.StartAsync();
        var id = (await host.PostAsync(
            "/endpoints",
            $$"""
            { "name": "p", "url": "https://events.pagerduty.com", "format": "PagerDuty", "formatSettings": { "RoutingKey": "{{Key}}" } }
            """))["id"];

        var request = (await host.PostAsync($"/endpoints/{id}/test")).Json.GetProperty("request");

        request.GetProperty("body").GetString().Should().Contain("\"routing_key\":\"***\"");
        request.ToString().Should().NotContain(Key);
    }

    private static Dictionary<string, string?> HeadersOf(JsonElement request) =>
        request.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString());
}
