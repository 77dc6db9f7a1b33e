using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>Cookies alone change nothing.</summary>
public class ChangeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Accept", "*/*", "text/plain")]
    [InlineData("Accept", "*/*", "application/x-www-form-urlencoded")]
    [InlineData("Accept", "*/*", null)]
    [InlineData("Sec-Fetch-Site", "cross-site", "application/json")]
    [InlineData("Sec-Fetch-Site", "same-site", "application/json")]
    public async Task What_a_page_of_another_site_can_send_changes_nothing_by_any_route(string name, string value, string? type)
    {
        await using var host = await DashboardHost.StartAsync();
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        var before = host.Registry.Configuration;
        using var client = await host.LogInAsync(DashboardHost.OrgA);
        var changing = Changing(host).ToList();

        changing.Should().HaveCountGreaterThan(25);
        foreach (var (method, path) in changing)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add(name, value);
            request.Headers.Add("If-Match", "*");
            request.Content = type is null ? null : new StringContent("{}", new MediaTypeHeaderValue(type));
            (await client.SendAsync(request, Token)).StatusCode.Should().Be(HttpStatusCode.Forbidden, "{0} {1}", method, path);
        }

        host.Registry.Configuration.Should().BeSameAs(before);
        host.Receiver.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("X-Requested-With", "XMLHttpRequest", HttpStatusCode.OK)]
    [InlineData("Authorization", "Bearer token", HttpStatusCode.OK)]
    [InlineData("X-Requested-With", "something", HttpStatusCode.Forbidden)]
    [InlineData("Authorization", "Basic dDp0", HttpStatusCode.Forbidden)]
    public async Task A_header_that_other_sites_cannot_send_is_enough(string name, string value, HttpStatusCode expected)
    {
        await using var host = await DashboardHost.StartAsync();
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        using var client = await host.LogInAsync(DashboardHost.OrgA);
        client.DefaultRequestHeaders.Add(name, value);

        (await client.PostAsync("/webhooks/api/endpoints/a/test", null, Token)).StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task JSON_is_enough_and_the_list_of_changes_says_who_it_was_and_by_which_door()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        using var client = await host.LogInAsync(DashboardHost.OrgA);

        using var answer = await client.PostAsync(
            "/webhooks/api/endpoints/a/disable",
            new StringContent("""{ "reason": "x" }""", new MediaTypeHeaderValue("application/json")),
            Token);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var last = (await host.Services.GetRequiredService<WebhookHistory>().ListActivityAsync(new(), new(1), Token)).Items.Single();
        last.Origin.Should().Be(new ChangeOrigin(ChangeDoor.Dashboard, "user of org_a"));
    }

    [Fact]
    public async Task Nothing_is_changed_by_GET()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.AddEndpointAsync("a", DashboardHost.OrgA, endpoint => endpoint with { Enabled = false });
        var (configuration, activity) = (host.Registry.Configuration, await ActivityAsync(host));
        using var client = await host.LogInAsync(DashboardHost.Operator);

        foreach (var path in Walk.Of(host, _ => "a").Select(item => item.Path).Distinct()
            .Where(path => !path.EndsWith("/live", StringComparison.Ordinal)))
        {
            using var answer = await client.GetAsync(path, Token);
        }

        host.Registry.Configuration.Should().BeSameAs(configuration);
        (await ActivityAsync(host)).Should().Be(activity);
        host.Receiver.Requests.Should().BeEmpty();
    }

    private static async Task<int> ActivityAsync(DashboardHost host) =>
        (await host.Services.GetRequiredService<WebhookHistory>().ListActivityAsync(new(), new(), Token)).Items.Count;

    private static IEnumerable<(HttpMethod Method, string Path)> Changing(DashboardHost host) =>
        Walk.Of(host, name => name == "subscriptionId" ? "sub-a" : "a").Where(item => item.Method != HttpMethod.Get
            && item.Method != HttpMethod.Head && item.Path is not "/webhooks/api/a" and not "/webhooks/api/subscriptions/dry-run");
}
