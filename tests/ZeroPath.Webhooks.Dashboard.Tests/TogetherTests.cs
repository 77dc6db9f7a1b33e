using FluentAssertions;
using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>Several people at once, and what ends.</summary>
public class TogetherTests(Browser browser, PostgreSqlServer server)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Two_organizations_in_two_browsers_see_their_own_as_it_happens(StoreKind store)
    {
        await using var host = await DashboardHost.StartAsync(store, server);
        await using var a = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints");
        await using var b = await browser.VisitAsync(host, DashboardHost.OrgB, "/endpoints");
        await using var all = await browser.VisitAsync(host, DashboardHost.Operator, "/endpoints");
        foreach (var visit in new[] { a, b, all })
        {
            await visit.Page.WhenThereAsync();
            await Assertions.Expect(visit.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        }

        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await host.AddEndpointAsync("b", DashboardHost.OrgB);

        await Assertions.Expect(a.Page.GetByText("Name of a").First).ToBeVisibleAsync();
        await Assertions.Expect(b.Page.GetByText("Name of b").First).ToBeVisibleAsync();
        await Assertions.Expect(all.Page.GetByText("Name of a").First).ToBeVisibleAsync();
        await Assertions.Expect(all.Page.GetByText("Name of b").First).ToBeVisibleAsync();
        (await a.Page.ContentAsync()).Should().NotContain("Name of b");
        (await b.Page.ContentAsync()).Should().NotContain("Name of a");
    }

    [Fact]
    public async Task Whose_session_has_ended_is_told_so()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints");
        visit.ExpectsFailures = true;
        await visit.Page.WhenThereAsync();

        host.EndSessions();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Deliveries" }).ClickAsync();

        await Assertions.Expect(visit.Page.GetByText("session has expired").First).ToBeVisibleAsync();
        (await visit.Page.Locator("body").InnerTextAsync()).Should().NotContain("Name of a");
    }
}
