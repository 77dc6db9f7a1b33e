using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;
using static Microsoft.Playwright.Assertions;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

public class OverviewScreenTests(Browser browser, PostgreSqlServer server)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task The_overview_leads_from_an_empty_host_to_figures_and_to_what_needs_attention(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA);
        var page = visit.Page;

        await page.SeesAsync("Send the first webhook");
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await host.PublishAsync(DashboardHost.OrgA);
        await page.SeesAsync("No endpoint needs attention.");
        await page.SeesNoMoreAsync("Send the first webhook");
        await Expect(page.Locator(".figure").First).ToContainTextAsync("1");
        await page.PushAsync("7 days");
        await Expect(page).ToHaveURLAsync(new Regex("\\?range=7d$"));
        await Expect(page.Locator(".uplot")).ToHaveCountAsync(3);

        await host.Registry.UpdateEndpointAsync(
            host.Registry.Router.FindEndpoint("a")! with { Enabled = false, DisabledReason = "It moves house." },
            cancellationToken: TestContext.Current.CancellationToken);
        await page.SeesAsync("It moves house.");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Name of a" }).ClickAsync();
        await page.SeesTitleAsync("Name of a");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task The_catalogue_has_every_type_with_its_rules_sample_and_schema(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/catalogue");
        var page = visit.Page;

        await Expect(page.Locator(".catalogue > li")).ToHaveCountAsync(24);
        await page.WriteAsync("Search types", "scheduled");
        await Expect(page.Locator(".catalogue > li")).ToHaveCountAsync(1);
        await page.FollowAsync("SCAN_SCHEDULED");
        await page.SeesAsync("event.metadata.crontab");
        await page.SeesAsync("\"SCAN_SCHEDULED\"");
        await page.PushAsync("Schema");
        await page.SeesAsync("definitions");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Activity_says_who_changed_what_and_through_which_door(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a");
        var page = visit.Page;

        await page.PushAsync("Disable");
        await page.WriteAsync("Why", "It moves house.");
        await page.AnswerAsync("Disable");
        await page.SeesAsync("It moves house.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Activity" }).ClickAsync();
        await page.SeesTitleAsync("Activity");
        await page.SeesAsync("user of org_a");
        await page.SeesAsync("by the dashboard");
        await Expect(page.Locator(".activity ins").Filter(new() { HasText = "It moves house." })).ToBeVisibleAsync();
        await page.SeesAsync("by the host's code");
        await page.SeesAsync("sub-a");
        await page.ChooseAsync("What", "Endpoint");
        await Expect(page.Locator(".activity > li")).ToHaveCountAsync(2);
        await page.ChooseAsync("What", "Trigger");
        await page.SeesAsync("Nothing was changed");
    }
}
