using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

public partial class InboundScreenTests(Browser browser, PostgreSqlServer server)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_trigger_is_added_with_a_secret_that_is_shown_once_and_is_changed_and_deleted(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/triggers");
        var page = visit.Page;

        await page.SeesAsync("No triggers yet");
        await page.FollowAsync("Add a trigger");
        await page.WriteAsync("Name", "Nightly build");
        await page.WriteAsync("Prompt", "Triage what the build found.");
        await page.PushAsync("Add the trigger");
        var secret = await page.GetByRole(AriaRole.Dialog).Locator("pre").GetByText(new Regex("^zpt_")).InnerTextAsync();
        await page.AnswerAsync("I have kept it");
        await page.SeesTitleAsync("Nightly build");
        (await page.ContentAsync()).Should().NotContain(secret);

        await page.FollowAsync("Edit");
        await page.WriteAsync("Calls a minute", "7");
        await page.PushAsync("Save");
        await page.SeesAsync("7 a minute");

        await page.PushAsync("Rotate the secret");
        await page.AnswerAsync("Rotate");
        await page.AnswerAsync("I have kept it");
        await page.SeesAsync("Older, until");

        await page.PushAsync("Disable");
        await page.AnswerAsync("Disable");
        await page.SeesAsync("Disabled");
        await page.PushAsync("Enable");
        await page.SeesAsync("Enabled");

        await page.PushAsync("Delete");
        await page.AnswerAsync("Delete it");
        await page.SeesAsync("No triggers yet");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task An_execution_says_what_came_of_it_and_is_run_again(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        var trigger = await host.AddTriggerAsync(DashboardHost.OrgA);
        await host.AddJobAsync(JobKinds.Execution, trigger.Id, DashboardHost.OrgA, "{\"step\":\"fail\"}");
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/executions");
        var page = visit.Page;

        await page.PushAsync("Failed");
        await page.FollowAsync("Nightly build");
        await page.SeesTitleAsync("Nightly build");
        await page.SeesAsync("The desk is closed.");
        await page.SeesAsync("\"fail\"");
        await page.PushAsync("Run again");
        await page.SeesAsync("Read 15 letters.");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task An_execution_has_the_name_of_its_trigger_however_many_triggers_there_are(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        var trigger = await host.AddTriggerAsync(DashboardHost.OrgA);
        for (var count = 0; count < 100; count++)
        {
            await host.AddTriggerAsync(DashboardHost.OrgA, $"Before it in the order of names {count}");
        }

        var execution = await host.AddJobAsync(JobKinds.Execution, trigger.Id, DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/executions");

        await visit.Page.FollowAsync("Nightly build");
        await visit.Page.SeesTitleAsync("Nightly build");
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex($"/executions/{execution}$"));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_dead_letter_is_read_and_run_again(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddJobAsync(JobKinds.Received, "", DashboardHost.OrgA, EventOf(Stage.FailsAtFirst));
        await using var visit = await browser.VisitAsync(host, DashboardHost.Operator, "/received");
        var page = visit.Page;

        await page.PushAsync("Dead letters");
        await page.FollowAsync("desk");
        await page.SeesTitleAsync("SOMETHING_NEW");
        await page.SeesAsync("\"SOMETHING_NEW\"");
        await page.SeesAsync("The desk is closed.");
        await page.PushAsync("Run again");
        await page.SeesAsync("Done");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_received_event_that_failed_and_waits_for_its_retry_is_not_shown_as_cancelled(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server, configure: services => services.Configure<ZeroPathWebhooksOptions>(
            options => options.Handlers = options.Handlers with { Retry = new() { Delays = [TimeSpan.FromHours(1)] } }));
        var received = await host.AddJobAsync(JobKinds.Received, "", DashboardHost.OrgA, EventOf(Stage.FailsAtFirst));
        await using var visit = await browser.VisitAsync(host, DashboardHost.Operator, $"/received/{received}");

        await visit.Page.SeesAsync("It failed, and is tried again");
        await visit.Page.SeesAsync("The desk is closed.");
        await Assertions.Expect(visit.Page.Locator(".page-title .badge")).ToHaveTextAsync("Retrying");
        await Assertions.Expect(visit.Page.GetByText("Cancelled")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task An_execution_and_a_received_event_that_are_under_way_are_cancelled_and_run_again(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        var trigger = await host.AddTriggerAsync(DashboardHost.OrgA);
        var execution = await host.AddJobAsync(JobKinds.Execution, trigger.Id, DashboardHost.OrgA, "{\"step\":\"wait\"}");
        var received = await host.AddJobAsync(JobKinds.Received, "", DashboardHost.OrgA, EventOf(Stage.WaitsAtFirst));
        await using var visit = await browser.VisitAsync(host, DashboardHost.Operator, $"/executions/{execution}");

        await CancelAndRunAgainAsync(visit.Page);
        await visit.Page.SeesAsync("Read 15 letters.");
        await visit.Page.OpenAsync($"/received/{received}");
        await CancelAndRunAgainAsync(visit.Page);
    }

    [Fact]
    public async Task A_trigger_says_how_it_is_called_wherever_the_host_accepts_calls()
    {
        await using var host = await DashboardHost.StartAsync(
            configure: SceneSetUp.Configure, pathBase: "/tools", map: app => app.MapZeroPathInboundTriggers("/in/{triggerId}/now"));
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/triggers/new", $"{host.Address}/tools");
        var page = visit.Page;

        await page.WriteAsync("Name", "Nightly build");
        await page.WriteAsync("Prompt", "Read:");
        await page.PushAsync("Add the trigger");
        var command = await page.GetByRole(AriaRole.Dialog).Locator("pre").GetByText("curl").InnerTextAsync();
        var address = new Uri(Address().Match(command).Groups[1].Value);
        address.AbsolutePath.Should().StartWith("/tools/in/trg_").And.EndWith("/now");
        using var client = await host.LogInAsync(null);
        using var content = new StringContent("what it sent");
        (await client.PostAsync(address, content, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.Accepted);

        await page.AnswerAsync("I have kept it");
        await page.SeesAsync("Read: what it sent");
        await Assertions.Expect(page.GetByText("curl -X POST")).ToContainTextAsync("/now?secret=THE-SECRET'");

        // No backslash stands alone, however narrow the window is.
        var ends = page.Locator(".code .whole");
        await Assertions.Expect(ends).ToHaveTextAsync(["' \\", "' \\", "' \\"]);
        for (var width = 320; width <= 360; width += 5)
        {
            await page.SetViewportSizeAsync(width, 700);
            (await ends.EvaluateAllAsync<bool>("all => all.every(part => part.getClientRects().length === 1)")).Should().BeTrue();
        }
    }

    private static async Task CancelAndRunAgainAsync(IPage page)
    {
        var badge = page.Locator(".page-title .badge");
        await Assertions.Expect(badge).ToHaveTextAsync("Under way");
        await page.PushAsync("Cancel");
        await page.AnswerAsync("Cancel it");
        await page.SeesAsync("Somebody cancelled it.");
        await Assertions.Expect(badge).ToHaveTextAsync("Cancelled");
        await page.PushAsync("Run again");
        await Assertions.Expect(badge).ToHaveTextAsync("Done");
    }

    private static string EventOf(string type) =>
        $$"""
        {
          "time": 1, "host": "zeropath.com", "source": "zeropath", "sourcetype": "{{type}}",
          "event": { "timestamp": "2026-01-01T00:00:00Z", "organization": { "id": "org_a" } }
        }
        """;

    [GeneratedRegex("'(http[^']+)'")]
    private static partial Regex Address();
}
