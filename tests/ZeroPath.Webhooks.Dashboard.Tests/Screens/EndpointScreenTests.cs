using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;
using ZeroPath.Webhooks.Storage;
using static Microsoft.Playwright.Assertions;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

public class EndpointScreenTests(Browser browser, PostgreSqlServer server)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task An_endpoint_is_added_changed_and_deleted(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await using var visit = await browser.VisitAsync(host, DashboardHost.Operator, "/endpoints");
        var page = visit.Page;

        await page.SeesAsync("No endpoints yet");
        await page.FollowAsync("Add an endpoint");
        await page.WriteAsync("Name", "Chat");
        await page.WriteAsync("URL", "https://chat.example.com/hook?key=secret-of-the-address");
        await page.WriteAsync("Organization id", DashboardHost.OrgA);
        await page.PushAsync("Add a header");
        await page.GetByLabel("Name of Custom headers 1").FillAsync("Authorization");
        await page.GetByLabel("Value of Custom headers 1").FillAsync("Bearer secret-of-the-header");
        await page.WriteAsync("Requests at once", "3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the endpoint" }).DblClickAsync();
        await page.SeesTitleAsync("Chat");
        await page.SeesAsync("3 requests");
        (await page.ContentAsync()).Should().NotContain("secret-of");

        await page.FollowAsync("Edit");
        await page.WriteAsync("Name", "Chat of the team");
        await page.GetByLabel("Its own").CheckAsync();
        await page.WriteAsync("Pauses", "10s, 1m");
        await page.GetByLabel("In order").CheckAsync();
        await page.PushAsync("Save");
        await page.SeesTitleAsync("Chat of the team");
        await page.SeesAsync("10s, 1m");

        var saved = host.Registry.Configuration.Endpoints.Should().ContainSingle().Subject;
        saved.Name.Should().Be("Chat of the team");
        saved.OrganizationId.Should().Be(DashboardHost.OrgA);
        saved.Url.Query.Should().Be("?key=secret-of-the-address", "what is shown as *** stays");
        saved.Headers["Authorization"].Should().Be("Bearer secret-of-the-header");
        saved.Retry!.Delays.Should().Equal(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
        saved.Ordered.Should().BeTrue();

        await page.PushAsync("Delete");
        await page.AnswerAsync("Delete it");
        await page.SeesAsync("No endpoints yet");
        host.Registry.Configuration.Endpoints.Should().BeEmpty();
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task While_an_endpoint_is_being_deleted_its_page_does_not_look_for_it(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a");
        var page = visit.Page;
        await page.WhenThereAsync();
        await Expect(page.Locator(".liveness")).ToHaveTextAsync("Live");
        var (isGone, mayAnswer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync("**/api/endpoints/a", async route =>
        {
            if (route.Request.Method != "DELETE")
            {
                await route.ContinueAsync();
                return;
            }

            var answer = await route.FetchAsync();
            isGone.SetResult();
            await mayAnswer.Task;
            await route.FulfillAsync(new() { Response = answer });
        });

        await page.PushAsync("Delete");
        await page.AnswerAsync("Delete it");
        await isGone.Task;

        // The page is told of a change, and has its time to look.
        await page.EvaluateAsync(
            """
            async address => {
              const { listen } = await import(address);
              window.told = new Promise((done) => listen(() => setTimeout(done, 400)));
            }
            """,
            $"{DashboardHost.Pattern}/{DashboardAssets.Embedded.Path}live.js");
        await host.AddEndpointAsync("b", DashboardHost.OrgA);
        await page.EvaluateAsync("() => window.told");
        mayAnswer.SetResult();

        await page.SeesAsync("Name of b");
        await page.SeesNoMoreAsync("Name of a");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task What_is_wrong_stands_beside_its_field(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/new");
        visit.ExpectsFailures = true;

        await visit.Page.WriteAsync("Name", "Chat");
        await visit.Page.WriteAsync("URL", "http://chat.example.com");
        await visit.Page.PushAsync("Add the endpoint");

        await Expect(visit.Page.GetByLabel("URL")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Page.SeesAsync("is not encrypted");
        var problem = visit.Page.GetByRole(AriaRole.Alert);
        await Expect(problem.Locator("strong")).ToHaveTextAsync("That was not accepted");
        await Expect(problem.GetByText("is not encrypted")).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByLabel("Name").First).ToHaveValueAsync("Chat");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task What_somebody_else_has_saved_is_taken_over_and_what_was_written_stays(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        var endpoint = await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a/edit");
        visit.ExpectsFailures = true;

        await visit.Page.WriteAsync("Name", "Mine");
        await host.Registry.UpdateEndpointAsync(
            endpoint with { MaxConcurrency = 7 }, cancellationToken: TestContext.Current.CancellationToken);
        await visit.Page.PushAsync("Save");
        await visit.Page.SeesAsync("Somebody else has changed it meanwhile");
        await visit.Page.PushAsync("Load theirs, keep mine");
        await visit.Page.SeesAsync("The other one changed: maxConcurrency.");
        await Expect(visit.Page.GetByLabel("Name").First).ToHaveValueAsync("Mine");
        await Expect(visit.Page.GetByLabel("Requests at once")).ToHaveValueAsync("7");
        await visit.Page.PushAsync("Save");
        await visit.Page.SeesTitleAsync("Mine");

        var saved = host.Registry.Router.FindEndpoint("a")!;
        (saved.Name, saved.MaxConcurrency).Should().Be(("Mine", 7));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_signing_secret_is_shown_once_and_rotated_and_removed(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a");
        var page = visit.Page;

        await page.PushAsync("Make a secret");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Make a secret" }).DblClickAsync();
        var secret = await page.GetByRole(AriaRole.Dialog).Locator("pre").InnerTextAsync();
        secret.Should().StartWith("whsec_");
        await page.AnswerAsync("I have kept it");
        (await page.ContentAsync()).Should().NotContain(secret);
        (await page.EvaluateAsync<string>("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])"))
            .Should().NotContain("whsec_");

        await page.PushAsync("Rotate");
        await page.GetByLabel("For a week").CheckAsync();
        await page.AnswerAsync("Rotate");
        await page.SeesAsync("The new signing secret");
        await page.AnswerAsync("I have kept it");
        await page.SeesAsync("Older secret");
        host.Registry.Router.FindEndpoint("a")!.SigningSecrets.Should().HaveCount(2)
            .And.Contain(one => one.Value == secret && one.ExpiresAt > TimeProvider.System.GetUtcNow().AddDays(6));

        await page.PushAsync("Remove all");
        await page.AnswerAsync("Remove them");
        await page.SeesAsync("Requests are not signed with secrets of its own.");
        host.Registry.Router.FindEndpoint("a")!.SigningSecrets.Should().BeEmpty();
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_test_shows_what_was_sent_and_answered(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        host.Receiver.Answer = _ => new(HttpStatusCode.Accepted) { Content = new StringContent("Thanks.") };
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a");

        await visit.Page.PushAsync("Send a test");
        await visit.Page.ChooseAsync("Event type", "PR_BLOCKED");
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Send the test" }).DblClickAsync();

        await visit.Page.SeesAsync("202 Accepted");
        await visit.Page.SeesAsync("Thanks.");
        await visit.Page.SeesAsync("POST https://a.example.com/hook?key=***");
        await visit.Page.SeesAsync("zeropath-test:");
        await visit.Page.SeesAsync("prNumber");
        (await visit.Page.ContentAsync()).Should().NotContain("canary");
        host.Receiver.Requests.Should().ContainSingle("a click twice does a thing once");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task An_endpoint_is_disabled_with_a_reason_and_enabled_again(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a");

        await visit.Page.PushAsync("Disable");
        await visit.Page.WriteAsync("Why", "It moves house.");
        await visit.Page.AnswerAsync("Disable");
        await visit.Page.SeesAsync("It moves house.");
        host.Registry.Router.FindEndpoint("a")!.Enabled.Should().BeFalse();

        await visit.Page.PushAsync("Enable");
        await visit.Page.AnswerAsync("Enable");
        await visit.Page.SeesNoMoreAsync("It moves house.");
        host.Registry.Router.FindEndpoint("a")!.Enabled.Should().BeTrue();
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task An_endpoint_on_hold_counts_down_to_its_next_probe_until_it_is_back(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        var health = host.Services.GetRequiredService<IEndpointHealthStore>();
        var token = TestContext.Current.CancellationToken;
        await health.AddSamplesAsync([new() { EndpointId = "a", Succeeded = 0, Failed = 5, FailureStreak = 5 }], token);
        await health.HoldAsync("a", TimeSpan.FromMinutes(30), token);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a");
        var page = visit.Page;

        await page.SeesAsync("On hold");
        await page.SeesAsync("5 attempts in a row failed");
        await Expect(page.Locator(".countdown")).ToHaveTextAsync(new Regex("^(30|29) min"));
        await Expect(page.Locator(".countdown")).ToHaveTextAsync(new Regex("^29 min"));

        await health.AddSamplesAsync([new() { EndpointId = "a", Succeeded = 1, Failed = 0, FailureStreak = 0 }], token);
        await host.PublishAsync(DashboardHost.OrgA);
        await page.SeesNoMoreAsync("in a row failed");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Events_are_replayed_to_an_endpoint(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.PublishAsync(DashboardHost.OrgA);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a");

        await visit.Page.PushAsync("Replay events");
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Replay" }).DblClickAsync();

        await visit.Page.SeesAsync("1 delivery added");
        await visit.Page.AnswerAsync("Close");
        await visit.Page.SeesAsync("SCAN_COMPLETE");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Endpoints_are_found_by_words_and_by_state(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("chat", DashboardHost.OrgA);
        await host.AddEndpointAsync("pager", DashboardHost.OrgA, endpoint => endpoint with { Enabled = false });
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints");

        await visit.Page.SeesRowsAsync(2);
        await visit.Page.WriteAsync("Search endpoints", "CHAT");
        await visit.Page.SeesRowsAsync(1);
        await visit.Page.SeesAsync("Name of chat");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("\\?search=CHAT$"));
        await visit.Page.WriteAsync("Search endpoints", "");
        await visit.Page.PushAsync("Disabled");
        await visit.Page.SeesRowsAsync(1);
        await visit.Page.FollowAsync("Name of pager");
        await visit.Page.SeesTitleAsync("Name of pager");
        await visit.Page.GoBackAsync();
        await visit.Page.SeesRowsAsync(1);
    }
}
