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

    [Fact]
    public async Task All_in_a_list_of_repositories_is_refused_by_its_place()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));

        var reply = await host.PostAsync("/subscriptions", """{ "endpointId": "a", "repositories": ["All"] }""");

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Wrong.Should().Equal("repositories[0]");
    }
}
