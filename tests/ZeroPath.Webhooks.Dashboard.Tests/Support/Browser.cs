using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.Dashboard.Tests;

[assembly: AssemblyFixture(typeof(Browser))]

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>The browser of a test run: the Chromium that is installed. Without one the tests that need it are skipped.</summary>
public sealed class Browser : IAsyncLifetime
{
    // Whole suites run beside each other.
    private const float Patience = 120_000;

    private const string HowToInstall = "This test needs Chromium. Install it (on Debian: apt-get install chromium).";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (FindProgram() is not { } program)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);

        // As root, as in a container, it has no sandbox of its own.
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    }

    /// <summary>Opens a window of its own, logged in.</summary>
    /// <param name="host">The host.</param>
    /// <param name="user">The organization, or <see cref="DashboardHost.Operator"/>.</param>
    /// <param name="screen">The screen to open, such as <c>/deliveries</c>; empty for the first.</param>
    /// <param name="address">Where the host is, if not where it listens.</param>
    /// <param name="adjust">Such as the size of the window, or its theme.</param>
    internal async Task<Visit> VisitAsync(
        DashboardHost host, string user, string screen = "", string? address = null, Action<BrowserNewContextOptions>? adjust = null)
    {
        Assert.SkipWhen(_browser is null, HowToInstall);
        var options = new BrowserNewContextOptions { BaseURL = address ?? host.Address, ReducedMotion = ReducedMotion.Reduce };
        adjust?.Invoke(options);
        var visit = await Visit.OpenAsync(await _browser.NewContextAsync(options));
        visit.Context.SetDefaultTimeout(Patience);
        visit.Context.SetDefaultNavigationTimeout(Patience);
        var root = address ?? host.Address;
        await visit.Context.APIRequest.GetAsync($"{root}/login?as={user}", new() { Timeout = Patience });
        await visit.Page.GotoAsync($"{root}{DashboardHost.Pattern}{screen}");
        return visit;
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }

    private static string? FindProgram() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
