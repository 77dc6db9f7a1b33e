using System.Net;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>An id is refused where it is written, or can be reached.</summary>
public class IdTests
{
    public static TheoryData<string> Unreachable => [".", "..", "a%2Fb", "a%2fb", "%2F", new string('é', 501)];

    public static TheoryData<string> Reachable => ["a/b", "...", "%", "a%41", "a?b#c", "Łódź", " ", "a\\b", "+", new string('é', 500)];

    [Theory]
    [MemberData(nameof(Unreachable))]
    public async Task What_cannot_be_a_segment_of_a_URL_is_refused_by_the_API_the_registry_and_code(string id)
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
        var json = System.Text.Json.JsonSerializer.Serialize(id);

        (await host.PostAsync("/endpoints", $$"""{ "id": {{json}}, "name": "x", "url": "https://x.example.com" }"""))
            .Wrong.Should().Equal("id");
        (await host.PostAsync("/subscriptions", $$"""{ "id": {{json}}, "endpointId": "a" }""")).Wrong.Should().Equal("id");
        await FluentActions.Awaiting(() => host.Registry.AddEndpointAsync(
            new() { Id = id, Name = "x", Url = new("https://x.example.com") }, cancellationToken: TestContext.Current.CancellationToken))
            .Should().ThrowAsync<WebhookConfigurationException>();
        await FluentActions.Awaiting(() => ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, id)))
            .Should().ThrowAsync<Exception>().WithMessage("*Id*");
    }

    [Theory]
    [MemberData(nameof(Reachable))]
    public async Task Every_other_id_is_reached_and_nothing_else_by_it(string id)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            id = $"a{id}b";
        }

        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
        var json = System.Text.Json.JsonSerializer.Serialize(id);
        var created = await host.PostAsync("/endpoints", $$"""{ "id": {{json}}, "name": "x", "url": "https://x.example.com" }""");
        created.Status.Should().Be(HttpStatusCode.Created, created.Text);
        var path = $"/endpoints/{Uri.EscapeDataString(id)}";

        (await host.GetAsync(path))["id"].Should().Be(id);
        created.Location!.OriginalString.Should().Be($"/api{path}");
        (await host.SendAsync(HttpMethod.Delete, path)).Status.Should().Be(HttpStatusCode.NoContent);
        host.Registry.Configuration.Endpoints.Select(endpoint => endpoint.Id).Should().Equal("a");
    }

    [Fact]
    public async Task An_operator_may_write_an_id_that_is_free_and_others_get_one_that_is_made()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(builder, "a", "org_a"), "host"));

        var endpoint = await host.PostAsync("/endpoints", """{ "id": "mine", "name": "x", "url": "https://x.example.com" }""");
        var subscription = await host.PostAsync("/subscriptions", """{ "id": "my-own", "endpointId": "mine" }""");

        (endpoint.Status, endpoint["id"]).Should().Be((HttpStatusCode.Created, "mine"));
        (subscription.Status, subscription["id"]).Should().Be((HttpStatusCode.Created, "my-own"));
        (await host.PostAsync("/endpoints", """{ "id": "mine", "name": "y", "url": "https://x.example.com" }"""))
            .Status.Should().Be(HttpStatusCode.Conflict);
        foreach (var id in new[] { "host", "free" })
        {
            var refused = await host.PostAsync(
                "/endpoints", $$"""{ "id": "{{id}}", "name": "y", "url": "https://x.example.com" }""", caller: "org_a");
            (refused.Status, refused.Wrong.Single()).Should().Be((HttpStatusCode.BadRequest, "id"), "nobody is told which are taken");
        }
    }
}
