using System.Net;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>What is right by the standards is accepted, and what nobody means is not.</summary>
public class LenientInputTests
{
    [Theory]
    [InlineData("from=2026-01-31T10:30:00.123456789Z")]
    [InlineData("from=2026-01-31T10:30:00.1234567Z")]
    [InlineData("to=2026-01-31T12:30:00.123456700000%2B02:00")]
    public async Task A_time_may_have_as_many_digits_as_RFC_3339_allows(string query)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.GetAsync($"/deliveries?{query}")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("2026-01-31T10:30:00.123456789")]
    [InlineData("2026-01-31T10:30:00.12345678x9Z")]
    [InlineData("2026-01-31T10:30:00,123456789Z")]
    public async Task What_has_no_zone_or_something_else_in_its_fraction_is_no_time(string time)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.GetAsync($"/deliveries?from={time}")).Wrong.Should().Equal("from");
    }

    [Theory]
    [InlineData("pageSize=8.0")]
    [InlineData("pageSize=8e0")]
    [InlineData("pageSize=0.8E%2B1")]
    public async Task A_whole_number_in_a_query_may_be_written_as_JSON_Schema_allows(string query)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.GetAsync($"/deliveries?{query}")).Status.Should().Be(HttpStatusCode.OK);
        (await host.GetAsync("/deliveries?pageSize=8.5")).Wrong.Should().Equal("pageSize");
    }

    [Theory]
    [InlineData("8.0")]
    [InlineData("8")]
    [InlineData("0.8e1")]
    [InlineData("800E-2")]
    public async Task A_whole_number_in_a_body_may_be_written_as_JSON_Schema_allows(string number)
    {
        await using var host = await ApiHost.StartAsync();

        var created = await host.PostAsync(
            "/endpoints", $$"""{ "name": "x", "url": "https://x.example.com", "maxConcurrency": {{number}} }""");

        created["maxConcurrency"].Should().Be("8");
        (await host.PostAsync("/triggers", $$"""{ "name": "x", "maxPerMinute": {{number}}, "timeoutSeconds": {{number}} }"""))
            .Json.GetProperty("trigger").GetProperty("maxPerMinute").GetInt32().Should().Be(8);
        (await host.PostAsync(
            "/subscriptions/dry-run", $$"""{ "subscription": { "endpointId": "{{created["id"]}}" }, "count": {{number}} }"""))
            .Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("8.5")]
    [InlineData("2147483648")]
    [InlineData("1e999")]
    [InlineData("\"8\"")]
    public async Task What_is_no_whole_number_is_refused(string number)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.PostAsync("/endpoints", $$"""{ "name": "x", "url": "https://x.example.com", "maxConcurrency": {{number}} }"""))
            .Wrong.Should().Equal("maxConcurrency");
    }

    [Theory]
    [InlineData("application/json; charset=utf8", "Identity")]
    [InlineData("application/json; charset=\"UTF-8\"", "IDENTITY")]
    [InlineData("application/merge-patch+json; charset=UTF8", null)]
    public async Task JSON_in_UTF_8_as_it_is_may_be_called_so_in_any_spelling(string type, string? encoding)
    {
        await using var host = await ApiHost.StartAsync();
        using var content = new ByteArrayContent("""{ "name": "x", "url": "https://x.example.com" }"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding ?? "identity");

        (await host.SendAsync(HttpMethod.Post, "/api/endpoints", content, ApiHost.Operator)).Status.Should().Be(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("repositoryIds[0]", """{ "endpointId": "a", "repositoryIds": ["all"] }""")]
    [InlineData("eventTypes[0]", """{ "endpointId": "a", "eventTypes": ["All"] }""")]
    public async Task All_in_any_other_list_is_refused_too_when_it_is_saved_and_when_it_is_tried(string wrong, string json)
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));

        (await host.PostAsync("/subscriptions", json)).Wrong.Should().Equal(wrong);
        (await host.PutAsync("/subscriptions/sub-a", json, "*")).Wrong.Should().Equal(wrong);
        (await host.PostAsync("/subscriptions/dry-run", $$"""{ "subscription": {{json}} }""")).Wrong
            .Should().Equal($"subscription.{wrong}");
    }

    [Fact]
    public async Task All_in_a_list_of_repositories_is_refused_by_its_place()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));

        var reply = await host.PostAsync("/subscriptions", """{ "endpointId": "a", "repositories": ["All"] }""");

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Wrong.Should().Equal("repositories[0]");
    }
}
