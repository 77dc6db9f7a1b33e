using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.PostgreSql.Tests;
using static Microsoft.Playwright.Assertions;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

public class DeliveryScreenTests(Browser browser, PostgreSqlServer server)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task An_event_says_where_it_went_and_why_not_elsewhere(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await host.AddEndpointAsync("picky", DashboardHost.OrgA);
        var subscription = host.Registry.Configuration.Subscriptions.Single(one => one.Id == "sub-picky");
        await host.Registry.UpdateSubscriptionAsync(
            subscription with { EventTypes = EventTypeScope.Of([WebhookEventType.PrBlocked]) },
            cancellationToken: TestContext.Current.CancellationToken);
        await host.PublishAsync(DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/events");
        await visit.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = visit.Page;

        await page.SeesAsync("Delivered");
        await page.FollowAsync("SCAN_COMPLETE");
        await page.SeesTitleAsync("SCAN_COMPLETE");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Deliveries" }).Locator("tbody tr")).ToHaveCountAsync(1);
        await page.SeesAsync("Another type of event");
        await page.SeesAsync("SCAN_COMPLETE, expected PR_BLOCKED");
        var payload = page.GetByRole(AriaRole.Group, new() { Name = "Payload" });
        await Expect(payload.GetByText("\"org_a\"")).ToBeVisibleAsync();
        await payload.GetByText("organization", new() { Exact = true }).ClickAsync();
        await Expect(payload.GetByText("\"org_a\"")).ToHaveCountAsync(0);
        await payload.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        (await page.CopiedAsync("\"time\"")).Should().Contain("\"org_a\"", "folded or not");

        await page.GotoAsync($"{host.Address}{DashboardHost.Pattern}/events?eventType=PR_BLOCKED");
        await page.SeesAsync("No event is like that");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_failed_delivery_shows_its_attempts_and_is_redelivered(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddFailingEndpointAsync("a");
        await host.PublishAsync(DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/deliveries?state=Failed");
        await visit.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = visit.Page;

        await page.FollowAsync("SCAN_COMPLETE");
        await page.SeesAsync("No retry is left.");
        await page.SeesAsync("500 Refused");
        await page.SeesAsync("The disk is full.");
        await page.PushAsync("Copy as curl");
        var command = await page.CopiedAsync("curl");
        command.Should().StartWith("curl -X 'POST' 'https://a.example.com/hook?key=***'").And.Contain("-H 'Authorization: ***'")
            .And.Contain("--data-binary '{\"time\"").And.NotContain("canary");

        host.Receiver.Answer = _ => new(HttpStatusCode.OK);
        await page.GetByRole(AriaRole.Button, new() { Name = "Redeliver" }).DblClickAsync();
        await page.SeesAsync("200 Accepted");
        await Expect(page.GetByRole(AriaRole.Main).Locator(".page-title .badge")).ToHaveTextAsync("Delivered");
        await Expect(page.Locator(".timeline > li")).ToHaveCountAsync(2);
        await page.SeesAsync("1 since it was redelivered");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task All_that_match_are_redelivered_and_the_progress_outlives_a_reload(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddFailingEndpointAsync("a");
        for (var count = 0; count < 5; count++)
        {
            await host.PublishAsync(DashboardHost.OrgA);
        }

        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/deliveries");
        var page = visit.Page;
        await page.PushAsync("Failed");
        await page.SeesRowsAsync(5);
        host.Receiver.Answer = _ => new(HttpStatusCode.OK);
        await page.PushAsync("Redeliver all that match");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("5 deliveries are sent again");
        await page.AnswerAsync("Redeliver");

        await page.SeesAsync("5 of 5 made due");
        await page.SeesAsync("No delivery is like that");
        await page.ReloadAsync();
        await page.SeesAsync("5 of 5 made due");
        await page.PushAsync("Hide this");
        await page.PushAsync("Delivered");
        await page.SeesRowsAsync(5);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_redelivery_of_many_is_stopped_while_it_runs(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server, HeldRedelivery.Use);
        await host.AddFailingEndpointAsync("a");
        for (var count = 0; count < 5; count++)
        {
            await host.PublishAsync(DashboardHost.OrgA);
        }

        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/deliveries?state=Failed");
        var page = visit.Page;
        await page.SeesRowsAsync(5);
        host.Receiver.Answer = _ => new(HttpStatusCode.OK);
        await page.PushAsync("Redeliver all that match");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("5 deliveries are sent again");
        await page.AnswerAsync("Redeliver");

        await page.SeesAsync("2 of 5 made due");
        await Expect(page.Locator(".progress-card .badge")).ToHaveTextAsync("Under way");
        await page.PushAsync("Stop");
        await page.SeesAsync("2 of 5 made due. Somebody cancelled it.");
        await Expect(page.Locator(".progress-card .badge")).ToHaveTextAsync("Cancelled");
        await page.SeesRowsAsync(3);
    }

    [Fact]
    public async Task A_redelivery_that_ends_while_it_is_stopped_is_no_error()
    {
        await using var host = await Stage.StartAsync(StoreKind.Sqlite, server, HeldRedelivery.Use);
        await host.AddFailingEndpointAsync("a");
        await host.PublishAsync(DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/deliveries?state=Failed");
        var page = visit.Page;
        visit.ExpectsFailures = true;
        await page.RouteAsync("**/cancel", async route =>
        {
            await route.FetchAsync();
            await route.FulfillAsync(new() { Response = await route.FetchAsync() });
        });
        await page.PushAsync("Redeliver all that match");
        await page.AnswerAsync("Redeliver");

        await page.RunAndWaitForResponseAsync(() => page.PushAsync("Stop"), answer => answer.Status == (int)HttpStatusCode.Conflict);
        await Expect(page.Locator(".progress-card .badge")).ToHaveTextAsync("Cancelled");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_delivery_that_is_retried_counts_down_and_is_cancelled(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        host.Receiver.Answer = _ => new(HttpStatusCode.ServiceUnavailable);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await host.PublishAsync(DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/deliveries?state=Pending");

        await visit.Page.SeesAsync("Retrying");
        await visit.Page.FollowAsync("SCAN_COMPLETE");
        await Expect(visit.Page.Locator(".countdown")).ToBeVisibleAsync();
        await visit.Page.PushAsync("Cancel");
        await visit.Page.AnswerAsync("Cancel the delivery");
        await visit.Page.SeesAsync("Somebody cancelled it.");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Filters_stand_in_the_address(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await host.AddEndpointAsync("b", DashboardHost.OrgB);
        await host.PublishAsync(DashboardHost.OrgA);
        await host.PublishAsync(DashboardHost.OrgB, WebhookEventType.PrBlocked);
        await using var visit = await browser.VisitAsync(host, DashboardHost.Operator, "/deliveries");
        var page = visit.Page;

        await page.SeesRowsAsync(2);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Endpoint" }).FillAsync("b.example");
        await page.GetByRole(AriaRole.Option, new() { Name = "Name of b" }).ClickAsync();
        await page.SeesRowsAsync(1);
        await page.ChooseAsync("Event type", "PR_BLOCKED");
        await page.GetByText("Time and scope").ClickAsync();
        await page.WriteAsync("From", "2020-01-01T00:00");
        await page.WriteAsync("Organization id", DashboardHost.OrgB);
        await Expect(page).ToHaveURLAsync(new Regex("endpointId=b&eventType=PR_BLOCKED&from=2020-.*&organizationId=org_b$"));
        await page.ReloadAsync();
        await page.SeesRowsAsync(1);
        await page.PushAsync("Clear");
        await page.SeesRowsAsync(2);
    }
}
