using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

public class InboundScreenTests(Browser browser, PostgreSqlServer server)
{
    private const string OfUnknownType =
        """
        {
          "time": 1, "host": "zeropath.com", "source": "zeropath", "sourcetype": "SOMETHING_NEW",
          "event": { "timestamp": "2026-01-01T00:00:00Z", "organization": { "id": "org_a" } }
        }
        """;

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
        var issued = await host.Services.GetRequiredService<InboundTriggers>().CreateAsync(
            new() { Name = "Nightly build", OrganizationId = DashboardHost.OrgA },
            cancellationToken: TestContext.Current.CancellationToken);
        await host.AddJobAsync(JobKinds.Execution, issued.Trigger.Id, DashboardHost.OrgA, "{\"step\":\"fail\"}");
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
    public async Task A_dead_letter_is_read_and_run_again(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddJobAsync(JobKinds.Received, "", DashboardHost.OrgA, OfUnknownType);
        await using var visit = await browser.VisitAsync(host, DashboardHost.Operator, "/received");
        var page = visit.Page;

        await page.PushAsync("Dead letters");
        await page.FollowAsync("desk");
        await page.SeesAsync("\"SOMETHING_NEW\"");
        await page.SeesAsync("The desk is closed.");
        await page.PushAsync("Run again");
        await page.SeesAsync("Done");
    }
}
