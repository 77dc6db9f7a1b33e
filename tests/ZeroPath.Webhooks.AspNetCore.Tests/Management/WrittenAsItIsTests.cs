using System.Net;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>What a change answers is what is stored, and its ETag is good for the next one.</summary>
public class WrittenAsItIsTests
{
    [Theory]
    [InlineData("https://A.example.com/hook")]
    [InlineData("HTTPS://a.example.com/hook")]
    [InlineData("https://a.example.com:443/hook")]
    [InlineData("https://a.example.com/%68ook")]
    public async Task A_URL_that_differs_only_in_its_spelling_is_saved_as_it_was_written(string url)
    {
        foreach (var isStored in new[] { false, true })
        {
            await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
            if (isStored)
            {
                await host.PostAsync("/endpoints/a/disable", """{ "reason": "So that it is stored." }""");
            }

            var got = await host.GetAsync("/endpoints/a");
            var put = await host.PutAsync(
                "/endpoints/a", got.Text.Replace("https://a.example.com/hook", url, StringComparison.Ordinal), got.ETag);
            var after = await host.GetAsync("/endpoints/a");
            var again = await host.PutAsync("/endpoints/a", after.Text.Replace("Name of a", "Renamed", StringComparison.Ordinal), put.ETag);

            (put.Status, put["url"]).Should().Be((HttpStatusCode.OK, url));
            (after.Text, after.ETag).Should().Be((put.Text, put.ETag));
            put.ETag.Should().NotBe(got.ETag);
            (again.Status, again["url"]).Should().Be((HttpStatusCode.OK, url));
        }
    }

    [Theory]
    [InlineData("https://user:canary@a.example.com/hook")]
    [InlineData("https://a.example.com/hook#canary")]
    public async Task A_URL_that_differs_only_in_what_is_never_sent_is_refused_and_not_taken_for_the_one_that_is_stored(string url)
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
        var got = await host.GetAsync("/endpoints/a");

        var put = await host.PutAsync(
            "/endpoints/a", got.Text.Replace("https://a.example.com/hook", url, StringComparison.Ordinal), got.ETag);

        put.Status.Should().Be(HttpStatusCode.BadRequest);
        put.Wrong.Should().Equal("url");
        put.Text.Should().NotContain("canary");
    }

    [Fact]
    public async Task Names_of_repositories_that_differ_only_in_case_are_saved_as_they_were_written()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
        var first = await host.PutAsync("/subscriptions/sub-a", """{ "endpointId": "a", "repositories": [ "api" ] }""", "*");

        var put = await host.PutAsync("/subscriptions/sub-a", """{ "endpointId": "a", "repositories": [ "API" ] }""", first.ETag);

        put["repositories"].Should().Be("""["API"]""");
        (await host.GetAsync("/subscriptions/sub-a")).Text.Should().Be(put.Text);
    }
}
