using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
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
        await visit.Page.WhenThereAsync();
        var windows = new HashSet<string>();

        foreach (var screen in scene.ScreensOf(DashboardHost.Operator))
        {
            await visit.Page.GoAsync(screen);
            FailIfAny(screen, await visit.Page.RunAxe());
            await visit.Page.LookAtWindowsAsync(async (name, window) =>
            {
                if (windows.Add(name))
                {
                    FailIfAny($"{screen}, {name}", await window.RunAxe());
                }
            });
        }

        windows.Should().HaveCountGreaterThan(6);

        static void FailIfAny(string where, AxeResult result) => string.Join('\n', result.Violations.Select(violation =>
            $"{where}: {violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html).Take(3))}"))
            .Should().BeEmpty();
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
            await visit.Page.LookAtWindowsAsync(async (name, window) =>
                (await window.EvaluateAsync<float>(
                    "it => Math.max(it.scrollWidth - it.clientWidth, it.getBoundingClientRect().right - window.innerWidth)"))
                    .Should().BeLessThanOrEqualTo(0, "on {0}, {1}", screen, name));
        }
    }

    [Fact]
    public async Task Without_anything_in_the_store_every_list_says_what_to_do_next()
    {
        await using var host = await StartAsync(StoreKind.Sqlite);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA);
        await using var other = await browser.VisitAsync(host, DashboardHost.Operator);

        foreach (var screen in new[] { "/endpoints", "/subscriptions", "/events", "/deliveries", "/triggers", "/executions", "/activity" })
        {
            await visit.Page.OpenAsync(screen);
            (await visit.Page.Locator(".empty").CountAsync()).Should().BeGreaterThan(0, "on {0}", screen);
        }

        foreach (var screen in new[] { "", "/endpoints", "/subscriptions", "/events", "/received" })
        {
            await other.Page.OpenAsync(screen);
            await Assertions.Expect(other.Page.Locator(".empty .code, .first .code")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Every_control_is_reached_by_the_keyboard()
    {
        await using var host = await StartAsync(StoreKind.Sqlite);
        var scene = await Scene.MakeAsync(host);
        await using var visit = await browser.VisitAsync(host, DashboardHost.Operator);

        await visit.Page.WhenThereAsync();
        foreach (var screen in scene.ScreensOf(DashboardHost.Operator))
        {
            await visit.Page.GoAsync(screen);

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

    [Fact]
    public async Task An_endpoint_is_chosen_by_the_keyboard_alone()
    {
        await using var host = await StartAsync(StoreKind.InMemory);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await host.AddEndpointAsync("b", DashboardHost.OrgA);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/subscriptions/new");
        await visit.Page.WhenThereAsync();

        await TabToAsync(visit.Page, "it.getAttribute('role') === 'combobox'");
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Option, new() { Name = "Name of b" })).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Endpoint" })).ToHaveValueAsync("Name of b");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Listbox)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Names_that_run_from_right_to_left_do_so_and_what_is_around_them_does_not()
    {
        await using var host = await StartAsync(StoreKind.InMemory);
        await host.AddEndpointAsync("a", DashboardHost.OrgA, endpoint => endpoint with { Name = "!שלום 123" });
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints");

        await visit.Page.WhenThereAsync();
        foreach (var screen in new[] { "/endpoints", "/endpoints/a", "/activity" })
        {
            await visit.Page.GoAsync(screen);
            var name = visit.Page.GetByRole(AriaRole.Main).GetByText("שלום").First;
            (await name.EvaluateAsync<string>("it => getComputedStyle(it).direction")).Should().Be("rtl", "on {0}", screen);
            (await visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('main')).direction")).Should().Be("ltr");
        }
    }

    [Fact]
    public async Task Colours_are_chosen_and_stay()
    {
        await using var host = await StartAsync(StoreKind.InMemory);
        await using var visit = await browser.VisitAsync(
            host, DashboardHost.OrgA, adjust: options => options.ColorScheme = ColorScheme.Dark);
        await visit.Page.WhenThereAsync();
        const string Ground = "() => getComputedStyle(document.body).backgroundColor";
        var dark = await visit.Page.EvaluateAsync<string>(Ground);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change to light" }).ClickAsync();
        var light = await visit.Page.EvaluateAsync<string>(Ground);
        light.Should().NotBe(dark);
        await visit.Page.OpenAsync("/endpoints");
        (await visit.Page.EvaluateAsync<string>(Ground)).Should().Be(light);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change to dark" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change to as the system" }).ClickAsync();
        (await visit.Page.EvaluateAsync<string>(Ground)).Should().Be(dark);
        (await visit.Page.EvaluateAsync<int>("() => localStorage.length")).Should().Be(0);
    }

    [Fact]
    public async Task On_a_phone_the_menu_opens_and_closes()
    {
        await using var host = await StartAsync(StoreKind.InMemory);
        await using var visit = await browser.VisitAsync(
            host, DashboardHost.OrgA, adjust: options => options.ViewportSize = new() { Width = 360, Height = 740 });
        var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Deliveries" });
        await Assertions.Expect(link).ToBeHiddenAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Open the menu" }).ClickAsync();
        await link.ClickAsync();

        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Deliveries");
        await Assertions.Expect(link).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Among_10_000_endpoints_one_is_found()
    {
        await using var host = await StartAsync(StoreKind.Sqlite);
        await host.Registry.UpdateAsync(
            [
                .. Enumerable.Range(0, 10_000).Select(number => RoutingEdit.Save(new WebhookEndpoint
                {
                    Id = $"e{number}",
                    Name = $"Endpoint {number:D5}",
                    Url = new($"https://e{number}.example.com"),
                    OrganizationId = DashboardHost.OrgA,
                })),
            ],
            cancellationToken: TestContext.Current.CancellationToken);
        await using var visit = await browser.VisitAsync(host, DashboardHost.OrgA, "/endpoints");
        var (page, rows) = (visit.Page, visit.Page.Locator("tbody tr"));

        await Assertions.Expect(rows).ToHaveCountAsync(25);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(50);
        await page.GetByLabel("Search endpoints").FillAsync("endpoint 09876");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "Endpoint 09876" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Endpoint 09876");
        await page.GoAsync("/deliveries");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Endpoint" }).FillAsync("e9999.example");
        await page.GetByRole(AriaRole.Option, new() { Name = "Endpoint 09999" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("endpointId=e9999$"));
        await page.GoAsync("");
        await Assertions.Expect(page.GetByText("10,000 endpoints")).ToBeVisibleAsync();
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
