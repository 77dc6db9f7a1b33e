using System.Collections.Concurrent;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;
using static Microsoft.Playwright.Assertions;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

public class LiveScreenTests(Browser browser, PostgreSqlServer server)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task A_browser_has_one_stream_whatever_its_tabs_and_the_next_takes_over(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints");
        var streams = new ConcurrentQueue<string>();
        await Expect(visit.Page.Locator(".liveness")).ToHaveTextAsync("Live");
        visit.Context.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/live", StringComparison.Ordinal))
            {
                streams.Enqueue(request.Url);
            }
        };

        var second = await visit.Context.NewPageAsync();
        await second.GotoAsync($"{host.Address}{DashboardHost.Pattern}/endpoints");
        await Expect(second.Locator(".liveness")).ToHaveTextAsync("Live");
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await visit.Page.SeesAsync("Name of a");
        await second.SeesAsync("Name of a");
        streams.Should().BeEmpty("the first tab holds the stream");

        await visit.Page.CloseAsync();
        await host.AddEndpointAsync("b", DashboardHost.OrgA);
        await second.SeesAsync("Name of b");
        await Expect(second.Locator(".liveness")).ToHaveTextAsync("Live");
        streams.Should().ContainSingle("the second has taken over");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task What_is_typed_stays_while_others_change_things(StoreKind store)
    {
        await using var host = await Stage.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a");
        await Expect(visit.Page.Locator(".liveness")).ToHaveTextAsync("Live");

        await visit.Page.PushAsync("Disable");
        await visit.Page.WriteAsync("Why", "Half a sen");
        await host.PublishAsync(DashboardHost.OrgA);
        await Expect(visit.Page.Locator(".rows, tbody").Filter(new() { HasText = "SCAN_COMPLETE" })).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByLabel("Why")).ToHaveValueAsync("Half a sen");
        await Expect(visit.Page.GetByLabel("Why")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task When_a_stream_ends_the_page_comes_again_and_is_told_what_it_missed()
    {
        await using var host = await Stage.StartAsync(StoreKind.Sqlite, server);
        await using var reader = await LiveReader.OpenAsync(host, DashboardHost.OrgA);
        await reader.NextAsync();
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints");
        var (again, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var streams = 0;
        await visit.Context.RouteAsync("**/live", async route =>
        {
            if (Interlocked.Increment(ref streams) == 1)
            {
                await route.FulfillAsync(new()
                {
                    ContentType = "text/event-stream",
                    Body = $"retry: 10\nid: {reader.LastId}\ndata: {{\"topics\":[]}}\n\n",
                });
                return;
            }

            again.TrySetResult();
            await mayGoOn.Task;
            await route.ContinueAsync();
        });
        await visit.Page.ReloadAsync();

        await again.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        await visit.Page.SeesAsync("No endpoints yet");
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        mayGoOn.SetResult();

        await visit.Page.SeesAsync("Name of a");
        await Expect(visit.Page.Locator(".liveness")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task Without_a_stream_the_page_polls()
    {
        await using var host = await Stage.StartAsync(StoreKind.Sqlite, server);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints");
        visit.ExpectsFailures = true;
        await visit.Context.RouteAsync("**/live", route => route.FulfillAsync(new() { Status = 503 }));
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator(".liveness")).ToHaveTextAsync("Every 10 s");

        await host.AddEndpointAsync("a", DashboardHost.OrgA);

        await Expect(visit.Page.GetByText("Name of a")).ToBeVisibleAsync();
    }
}
