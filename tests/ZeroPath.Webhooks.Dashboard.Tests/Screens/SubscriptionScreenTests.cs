using FluentAssertions;
using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.PostgreSql.Tests;
using static Microsoft.Playwright.Assertions;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

public class SubscriptionScreenTests(Browser browser, PostgreSqlServer server)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_subscription_is_tried_added_changed_and_deleted(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await host.PublishAsync(DashboardHost.OrgA, WebhookEventType.PrBlocked);
        await host.PublishAsync(DashboardHost.OrgA, WebhookEventType.ScanComplete);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/subscriptions");
        var page = visit.Page;

        await page.SeesRowsAsync(1);
        await page.FollowAsync("Add a subscription");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Endpoint" }).FillAsync("name of a");
        await page.GetByRole(AriaRole.Option, new() { Name = "Name of a" }).ClickAsync();
        await page.GetByLabel("Specific types").CheckAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add the subscription" })).ToBeDisabledAsync();
        await page.GetByLabel("PR_BLOCKED").CheckAsync();
        await page.GetByLabel("NEW_VULNERABILITIES_PR").CheckAsync();
        await page.GetByLabel("High").CheckAsync();

        await page.PushAsync("Dry run");
        await page.SeesAsync("of 2 events would be sent");
        await page.SeesAsync("Another type of event");
        await page.SeesAsync("SCAN_COMPLETE, expected");

        await page.GetByLabel("Specific repositories").CheckAsync();
        await page.WriteAsync("Names", "backend-api, frontend-app");
        await page.GetByLabel("Names").PressAsync("Enter");
        await page.SeesAsync("The form has changed since.");
        await page.PushAsync("Add the subscription");
        await page.SeesRowsAsync(2);

        var saved = host.Registry.Configuration.Subscriptions.Single(one => one.Id != "sub-a");
        saved.EndpointId.Should().Be("a");
        saved.EventTypes.Types.Should().BeEquivalentTo([WebhookEventType.PrBlocked, WebhookEventType.NewVulnerabilitiesPr]);
        saved.Repositories.Names.Should().Equal("backend-api", "frontend-app");
        saved.Threshold.Should().Be(SeverityLevel.High);

        await page.GotoAsync($"{host.Address}{DashboardHost.Pattern}/subscriptions/{saved.Id}");
        await page.GetByLabel("All repositories").CheckAsync();
        await page.GetByLabel("Enabled").UncheckAsync();
        await page.PushAsync("Save");
        await page.SeesAsync("Disabled");
        var changed = host.Registry.Configuration.Subscriptions.Single(one => one.Id == saved.Id);
        changed.Enabled.Should().BeFalse();
        changed.Repositories.Should().BeEquivalentTo(RepositoryScope.All);

        await page.GotoAsync($"{host.Address}{DashboardHost.Pattern}/subscriptions/{saved.Id}");
        await page.PushAsync("Delete");
        await page.AnswerAsync("Delete it");
        await page.SeesRowsAsync(1);
    }
}
