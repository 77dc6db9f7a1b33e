using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Dashboard.Tests;

public partial class PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "/webhooks")]
    [InlineData("", "/webhooks/")]
    [InlineData("", "/webhooks/deliveries?state=Failed")]
    [InlineData("", "/webhooks/endpoints/a%2Fb/edit")]
    [InlineData("", "/webhooks/endpoints/")]
    [InlineData("/tools/x y", "/tools/x%20y/webhooks/events/1")]
    [InlineData("/tools/x y", "/tools/x%20y/webhooks")]
    public async Task It_answers_at_the_address_of_every_screen_and_finds_the_way_back(string pathBase, string path)
    {
        await using var host = await DashboardHost.StartAsync(pathBase: pathBase);
        using var client = await host.LogInAsync(DashboardHost.OrgA);

        var page = await client.GetStringAsync(path, Token);

        var way = WebUtility.HtmlDecode(Base().Match(page).Groups[1].Value);
        new Uri(new Uri(new Uri(host.Address), path), way).AbsolutePath
            .Should().Be($"{Uri.EscapeDataString(pathBase).Replace("%2F", "/", StringComparison.Ordinal)}/webhooks/");
    }

    [Fact]
    public async Task Its_policy_allows_nothing_that_is_not_its_own()
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = await host.LogInAsync(DashboardHost.OrgA);

        using var answer = await client.GetAsync("/webhooks", Token);

        answer.Headers.GetValues("Content-Security-Policy").Single().Should().Be(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; "
                + "form-action 'none'; frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        var page = await answer.Content.ReadAsStringAsync(Token);
        Inline().IsMatch(page).Should().BeFalse("no script and no style stands in the page");
        page.Should().NotContain("://", "nothing is loaded from elsewhere").And.NotContain("{{");
    }

    [Fact]
    public async Task The_host_says_which_pages_may_frame_it_and_what_it_is_called()
    {
        await using var host = await DashboardHost.StartAsync(options: options =>
            (options.FrameAncestors, options.Title) = ("https://portal.example.com", "<script>alert(1)</script>"));
        using var client = await host.LogInAsync(DashboardHost.OrgA);

        using var answer = await client.GetAsync("/webhooks", Token);

        answer.Headers.GetValues("Content-Security-Policy").Single().Should().EndWith("frame-ancestors https://portal.example.com");
        (await answer.Content.ReadAsStringAsync(Token)).Should().NotContain("<script>alert").And.Contain("&lt;script&gt;alert(1)");
    }

    [Fact]
    public async Task It_is_told_who_looks_and_what_there_is()
    {
        await using var host = await DashboardHost.StartAsync(
            configure: webhooks => webhooks.AddReceiver(receiver => receiver.Headers["Authorization"] = ["Bearer canary"])
                .AddHandler<WebhookEvent>("desk", (_, _, _) => Task.CompletedTask),
            map: app => app.MapZeroPathWebhooks("/hooks"));

        var ofOperator = await SessionAsync(host, DashboardHost.Operator);
        var ofA = await SessionAsync(host, DashboardHost.OrgA);

        ofOperator.GetProperty("isOperator").GetBoolean().Should().BeTrue();
        ofOperator.GetProperty("canReceive").GetBoolean().Should().BeTrue();
        ofOperator.TryGetProperty("organizationId", out _).Should().BeFalse();
        ofA.GetProperty("isOperator").GetBoolean().Should().BeFalse();
        ofA.GetProperty("canReceive").GetBoolean().Should().BeFalse("what the host receives is its own");
        ofA.GetProperty("organizationId").GetString().Should().Be(DashboardHost.OrgA);
        ofA.GetProperty("user").GetString().Should().Be("user of org_a");
        ofA.GetProperty("formats").EnumerateArray().Select(format => format.GetProperty("name").GetString()).Should().Contain("Slack");
        ofA.GetProperty("defaultRetry").GetProperty("delaysSeconds").GetArrayLength().Should().Be(6);
    }

    [Theory]
    [InlineData("/in/{triggerId}/now", "./../in/{triggerId}/now")]
    [InlineData("/in put/t-{triggerId:length(1,80)}", "./../in%20put/t-{triggerId}")]
    [InlineData("/{tenant}/in/{triggerId}", null)]
    [InlineData(null, null)]
    public async Task It_is_told_where_triggers_are_called_where_that_can_be_said(string? pattern, string? expected)
    {
        await using var host = await DashboardHost.StartAsync(
            configure: SceneSetUp.Configure,
            map: app => _ = pattern is null ? null : app.MapGroup("").MapZeroPathInboundTriggers(pattern));

        var session = await SessionAsync(host, DashboardHost.OrgA);

        (session.TryGetProperty("inboundPath", out var path) ? path.GetString() : null).Should().Be(expected);
    }

    [Fact]
    public async Task What_is_no_address_of_the_API_is_no_page()
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = await host.LogInAsync(DashboardHost.OrgA);

        (await client.GetAsync("/webhooks/api/none", Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.GetAsync("/webhooks/assets/x/app.js", Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private static async Task<JsonElement> SessionAsync(DashboardHost host, string user)
    {
        using var client = await host.LogInAsync(user);
        return JsonElement.Parse(await client.GetStringAsync("/webhooks/session", Token));
    }

    [GeneratedRegex("<base href=\"([^\"]*)\">")]
    private static partial Regex Base();

    [GeneratedRegex("<script(?![^>]* src=)|<style| style=| on[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
