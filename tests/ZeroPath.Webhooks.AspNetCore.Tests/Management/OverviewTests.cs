using System.Net;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>What the first screens of a dashboard ask for.</summary>
public class OverviewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_counts_what_is_pending_and_names_who_needs_attention_most_urgent_first()
    {
        await using var host = await StartAsync();
        host.Receiver.Answer = request => new(request.RequestUri!.Host.StartsWith("b.", StringComparison.Ordinal)
            ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        await host.PublishAsync("org_b");
        await host.DispatchAsync();
        await host.PublishAsync("org_a");
        await host.Registry.DisableEndpointAsync("host", "Not now.", cancellationToken: Token);
        await host.Services.GetRequiredService<IEndpointHealthStore>().HoldAsync("b", TimeSpan.FromMinutes(5), Token);

        var overview = (await host.GetAsync("/overview")).Json;

        overview.GetProperty("endpoints").GetInt32().Should().Be(3);
        overview.GetProperty("enabledEndpoints").GetInt32().Should().Be(2);
        overview.GetProperty("subscriptions").GetInt32().Should().Be(3);
        CountOf(overview, "pending").Should().Be((3, false), "the one that b refused, and those of a's event to a and the host");
        CountOf(overview, "retrying").Should().Be((1, false));
        Attention(overview).Should().Equal(("b", "held"), ("host", "disabled"));
        overview.GetProperty("attention")[0].GetProperty("detail").GetString().Should()
            .Be("Its last attempt failed. Nothing is sent to it for another 5 minutes; then one request tries it.");
        overview.GetProperty("attention")[1].GetProperty("detail").GetString().Should().Be("Not now.");
        overview.GetProperty("hasMoreAttention").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task An_organization_sees_its_own_alone()
    {
        await using var host = await StartAsync();
        await host.PublishAsync("org_b");
        await host.PublishAsync("org_a");
        host.Clock.Advance(TimeSpan.FromSeconds(7));

        var overview = (await host.GetAsync("/overview", "org_a")).Json;

        overview.GetProperty("endpoints").GetInt32().Should().Be(1);
        overview.GetProperty("subscriptions").GetInt32().Should().Be(1);
        CountOf(overview, "pending").Should().Be((1, false));
        overview.GetProperty("oldestDueSeconds").GetDouble().Should().Be(7);
        (await host.GetAsync("/overview")).Json.GetProperty("oldestDueSeconds").GetDouble().Should().Be(7);
        (await host.GetAsync("/endpoint-summaries", "org_a")).Json.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("endpoint").GetProperty("id").GetString()).Should().Equal("a");
    }

    [Fact]
    public async Task Summaries_have_the_health_and_the_hours_of_each_endpoint()
    {
        await using var host = await StartAsync();
        await host.PublishAsync("org_a");
        await host.DispatchAsync();
        host.Clock.Advance(TimeSpan.FromHours(2));
        await host.PublishAsync("org_a");
        await host.PublishAsync("org_a");
        await host.DispatchAsync();

        var summary = (await host.GetAsync("/endpoint-summaries?search=NAME+OF+A")).Json.GetProperty("items").EnumerateArray().Single();

        summary.GetProperty("endpoint").GetProperty("headers").GetProperty("Authorization").GetString().Should().Be("***");
        summary.GetProperty("health").GetProperty("successRate").GetDouble().Should().Be(1);
        summary.GetProperty("health").TryGetProperty("attention", out _).Should().BeFalse();
        summary.GetProperty("hours").EnumerateArray().Select(hour => hour.GetProperty("succeeded").GetInt32()).Should().Equal(1, 2);
    }

    [Fact]
    public async Task An_endpoint_that_fails_is_said_to_do_so_on_its_own_and_in_the_list()
    {
        await using var host = await StartAsync();
        host.Receiver.Answer = _ => new(HttpStatusCode.InternalServerError);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await host.PublishAsync("org_a");
        }

        await host.DispatchAsync();

        var health = (await host.GetAsync("/endpoints/a/health", "org_a")).Json;
        var listed = (await host.GetAsync("/endpoint-summaries", "org_a")).Json.GetProperty("items")[0].GetProperty("health");
        health.GetProperty("attention").GetProperty("code").GetString().Should().Be("failing");
        listed.GetRawText().Should().Be(health.GetRawText());
    }

    [Theory]
    [InlineData("search=b.EXAMPLE", "b")]
    [InlineData("search=name", "a", "b", "host")]
    [InlineData("search=canary")]
    [InlineData("search=hidden")]
    [InlineData("state=disabled", "b")]
    [InlineData("state=Enabled&search=a", "a", "host")]
    [InlineData("state=Attention", "b", "host")]
    public async Task Endpoints_are_found_by_what_is_shown_of_them_and_by_how_they_are(string query, params string[] expected)
    {
        await using var host = await StartAsync();
        await host.Registry.DisableEndpointAsync("b", "Not now.", cancellationToken: Token);
        await host.Services.GetRequiredService<IEndpointHealthStore>().AddSamplesAsync(
            [new() { EndpointId = "host", Succeeded = 0, Failed = 3, FailureStreak = 3 }], Token);
        await host.Registry.UpdateEndpointAsync(
            host.Registry.Configuration.Endpoints.Single(endpoint => endpoint.Id == "a") with
            {
                Url = new("https://a.example.com/hook?key=hidden"),
            },
            cancellationToken: Token);

        (await host.GetAsync($"/endpoints?{query}")).Ids.Should().Equal(expected);
        (await host.GetAsync($"/endpoint-summaries?{query}")).Json.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("endpoint").GetProperty("id").GetString()).Should().Equal(expected);
    }

    [Fact]
    public async Task A_page_of_what_is_found_goes_on_where_it_ended()
    {
        await using var host = await StartAsync();

        var first = await host.GetAsync("/endpoints?search=name&pageSize=2");
        var second = await host.GetAsync($"/endpoints?search=name&pageSize=2&after={first["next"]}");

        first.Ids.Concat(second.Ids).Should().Equal("a", "b", "host");
        (await host.GetAsync($"/endpoints?search=other&pageSize=2&after={first["next"]}")).Wrong.Should().Equal("after");
    }

    [Fact]
    public async Task Deliveries_are_counted_as_they_are_listed()
    {
        await using var host = await StartAsync();
        await host.PublishAsync("org_a");
        await host.PublishAsync("org_b");

        CountOf((await host.GetAsync("/deliveries/count")).Json).Should().Be((4, false));
        CountOf((await host.GetAsync("/deliveries/count?endpointId=host&state=Pending")).Json).Should().Be((2, false));
        CountOf((await host.GetAsync("/deliveries/count", "org_a")).Json).Should().Be((1, false));
        CountOf((await host.GetAsync("/deliveries/count?endpointId=host", "org_a")).Json).Should().Be((0, false));
    }

    [Fact]
    public async Task Redeliveries_are_listed_newest_first_each_organizations_own()
    {
        await using var host = await StartAsync();
        var all = await host.StartRedeliveryAsync(null);
        var ofA = await host.StartRedeliveryAsync("org_a");

        (await host.GetAsync("/redeliveries")).Ids.Should().Equal(ofA, all);
        (await host.GetAsync("/redeliveries", "org_a")).Ids.Should().Equal(ofA);
        (await host.GetAsync("/redeliveries", "org_b")).Ids.Should().BeEmpty();
    }

    private static Task<ApiHost> StartAsync() =>
        ApiHost.StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(ApiHost.AddBoth(builder, "a", "org_a"), "b", "org_b"), "host"));

    private static (int Count, bool IsAtLeast) CountOf(JsonElement json, string? member = null) =>
        (member is null ? json : json.GetProperty(member)) is var count
            ? (count.GetProperty("count").GetInt32(), count.GetProperty("isAtLeast").GetBoolean())
            : default;

    private static IEnumerable<(string?, string?)> Attention(JsonElement overview) => overview.GetProperty("attention").EnumerateArray()
        .Select(item => (item.GetProperty("endpointId").GetString(), item.GetProperty("code").GetString()));
}
