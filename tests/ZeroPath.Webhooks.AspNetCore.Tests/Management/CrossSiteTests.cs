using System.Net;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>A page of another site can have somebody's browser make a request, with the cookies of the host's.</summary>
public class CrossSiteTests
{
    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("Cross-Site")]
    public async Task From_another_site_nothing_is_changed_or_sent_by_any_route(string site)
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
        var before = host.Registry.Configuration;
        var changing = RouteWalk.Of(host, name => name == "subscriptionId" ? "sub-a" : "a")
            .Where(item => item.Method != HttpMethod.Get && !item.Path.EndsWith("dry-run", StringComparison.Ordinal)).ToList();

        changing.Should().HaveCountGreaterThan(20);
        foreach (var (method, path, route) in changing)
        {
            var reply = await SendAsync(host, method, path, ("Sec-Fetch-Site", site), RouteWalk.BodyOf(route, "a"));

            reply.Status.Should().Be(HttpStatusCode.Forbidden, "{0} {1}", method, path);
            reply["detail"].Should().Contain("another site");
        }

        host.Registry.Configuration.Should().BeSameAs(before);
        host.Receiver.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("X-Other", "cross-site")]
    public async Task From_the_same_site_and_from_programs_everything_is_as_ever(string name, string value)
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));

        (await SendAsync(host, HttpMethod.Post, "/endpoints/a/test", (name, value))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reading_is_left_to_the_hosts_CORS_policy_and_so_is_a_caller_with_a_token()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));

        (await SendAsync(host, HttpMethod.Get, "/endpoints", ("Sec-Fetch-Site", "cross-site"))).Status.Should().Be(HttpStatusCode.OK);
        (await SendAsync(host, HttpMethod.Post, "/endpoints/a/enable", ("Sec-Fetch-Site", "same-site"), token: "Bearer t"))
            .Status.Should().Be(HttpStatusCode.OK, "no browser adds a token by itself");
        (await SendAsync(host, HttpMethod.Post, "/endpoints/a/enable", ("Sec-Fetch-Site", "same-site"), token: "Basic dDp0"))
            .Status.Should().Be(HttpStatusCode.Forbidden, "browsers add passwords by themselves");
    }

    private static async Task<ApiReply> SendAsync(
        ApiHost host, HttpMethod method, string path, (string Name, string Value) header, string? json = null, string? token = null)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add(header.Name, header.Value);
        client.DefaultRequestHeaders.Add("If-Match", "*");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", token);
        using var request = new HttpRequestMessage(method, $"/api{path}");
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(response.StatusCode, null, null, null, null, text);
    }
}
