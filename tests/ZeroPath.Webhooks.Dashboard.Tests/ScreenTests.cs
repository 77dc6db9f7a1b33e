using Deque.AxeCore.Playwright;
using FluentAssertions;
using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>What holds of all screens.</summary>
public class ScreenTests(Browser browser, PostgreSqlServer server)
{
    private const string Long =
        "An-extremely-long-name-without-a-single-space-that-somebody-pasted-from-a-ticket-0123456789-0123456789 שלום עולם مرحبا بالعالم";

    [Theory]
    [InlineData(StoreKind.Sqlite, ColorScheme.Light)]
    [InlineData(StoreKind.PostgreSql, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_on_any_screen_in_either_theme(StoreKind store, ColorScheme theme)
    {
        await using var host = await StartAsync(store);
        var scene = await Scene.MakeAsync(host);
        await using var visit = await browser.VisitAsync(
            host, DashboardHost.Operator, adjust: options => (options.ColorScheme, options.BypassCSP) = (theme, true));

        foreach (var screen in scene.ScreensOf(DashboardHost.Operator))
        {
            await visit.Page.OpenAsync(screen);
            var found = (await visit.Page.RunAxe()).Violations.Select(violation =>
                $"{screen}: {violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html).Take(3))}");
            string.Join('\n', found).Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData("Something", DashboardHost.Operator)]
    [InlineData(Long, DashboardHost.OrgA)]
    public async Task On_a_phone_nothing_scrolls_sideways(string text, string user)
    {
        await using var host = await StartAsync(StoreKind.Sqlite);
        var scene = await Scene.MakeAsync(host, text);
        await using var visit = await browser.VisitAsync(
            host, user, adjust: options => options.ViewportSize = new() { Width = 360, Height = 740 });

        foreach (var screen in scene.ScreensOf(user))
        {
            await visit.Page.OpenAsync(screen);
            (await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth"))
                .Should().BeLessThanOrEqualTo(0, "on {0}", screen);
        }
    }

    [Fact]
    public async Task Without_anything_in_the_store_every_list_says_what_to_do_next()
    {
        await using var host = await StartAsync(StoreKind.Sqlite);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA);

        foreach (var screen in new[] { "/endpoints", "/subscriptions", "/events", "/deliveries", "/triggers", "/executions", "/activity" })
        {
            await visit.Page.OpenAsync(screen);
            (await visit.Page.Locator(".empty").CountAsync()).Should().BeGreaterThan(0, "on {0}", screen);
        }
    }

    [Fact]
    public async Task Every_control_is_reached_by_the_keyboard()
    {
        await using var host = await StartAsync(StoreKind.Sqlite);
        var scene = await Scene.MakeAsync(host);
        await using var visit = await browser.VisitAsync(host, DashboardHost.Operator);

        foreach (var screen in scene.ScreensOf(DashboardHost.Operator))
        {
            await visit.Page.OpenAsync(screen);

            // Of what can be used and is seen, with one of a group of radio buttons.
            var missed = await visit.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll(
                    'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [role=button], [onclick]')]
                  .filter((it) => it.checkVisibility({ visibilityProperty: true }) && it.tabIndex < 0 && it.type !== 'radio')
                  .map((it) => it.outerHTML.slice(0, 200))
                """);
            missed.Should().BeEmpty("on {0}", screen);
        }
    }

    [Fact]
    public async Task An_endpoint_is_disabled_and_enabled_by_the_keyboard_alone()
    {
        await using var host = await StartAsync(StoreKind.Sqlite);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints/a");
        await visit.Page.WhenThereAsync();

        await TabToAsync(visit.Page, "it.textContent.trim() === 'Disable'");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForFunctionAsync("() => document.activeElement?.closest('dialog')");
        await TabToAsync(visit.Page, "it.matches('textarea, input')");
        await visit.Page.Keyboard.TypeAsync("Not now.");
        await TabToAsync(visit.Page, "it.textContent.trim() === 'Disable'");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Enable" })).ToBeVisibleAsync();

        host.Registry.Configuration.Endpoints.Single().Should().Match<WebhookEndpoint>(endpoint =>
            !endpoint.Enabled && endpoint.DisabledReason == "Not now.");
    }

    private Task<DashboardHost> StartAsync(StoreKind store) =>
        DashboardHost.StartAsync(store, server, configure: SceneSetUp.Configure, map: SceneSetUp.Map);

    private static async Task TabToAsync(IPage page, string isWanted)
    {
        for (var step = 0; step < 100; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>($"() => {{ const it = document.activeElement; return {isWanted}; }}"))
            {
                return;
            }
        }

        throw new InvalidOperationException($"Tab does not reach what {isWanted}.");
    }
}
