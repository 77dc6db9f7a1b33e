using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>Names, payloads, headers and answers are written by others, and stay text.</summary>
public class HostileTests(Browser browser, PostgreSqlServer server)
{
    private const string Hostile =
        "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script>\"'><svg onload=window.hit=1>{{7*7}}${7*7}`"
            + "javascript:window.hit=1";

    [Theory]
    [InlineData(StoreKind.Sqlite, DashboardHost.Operator)]
    [InlineData(StoreKind.PostgreSql, DashboardHost.OrgA)]
    public async Task What_is_written_everywhere_is_shown_as_it_was_written(StoreKind store, string user)
    {
        await using var host = await DashboardHost.StartAsync(
            store, server, options: options => options.Title = Hostile, configure: SceneSetUp.Configure, map: SceneSetUp.Map);
        var scene = await Scene.MakeAsync(host, Hostile);
        await using var visit = await browser.VisitAsync(host, user);
        var page = visit.Page;
        page.Dialog += (_, dialog) => throw new InvalidOperationException($"A dialog: {dialog.Message}");
        var shown = 0;

        foreach (var screen in scene.ScreensOf(user))
        {
            await page.OpenAsync(screen);
            (await page.EvaluateAsync<bool>("() => 'hit' in window")).Should().BeFalse("on {0}", screen);
            (await page.Locator("img, svg[onload], script:not([src])").CountAsync()).Should().Be(0, "on {0}", screen);
            shown += (await page.InnerTextAsync("body")).Contains("<script>window.hit=1</script>", StringComparison.Ordinal) ? 1 : 0;
        }

        shown.Should().BeGreaterThan(12, "it is shown on most screens");
        (await page.TitleAsync()).Should().Contain("<img src=x");
        (await page.EvaluateAsync<string>("() => JSON.stringify({ ...localStorage, ...sessionStorage })")).Should().NotContain("canary");
    }
}
