using Microsoft.Playwright;

namespace ZeroPath.Webhooks.Dashboard.Tests;

internal static class PageExtensions
{
    private static readonly string[] WindowButtons =
    [
        "Send a test", "Disable", "Enable", "Delete", "Make a secret", "Remove all", "Replay events", "Rotate the secret", "Cancel",
        "Redeliver all that match",
    ];

    /// <summary>Goes to a screen, and waits until all of it is there.</summary>
    public static async Task OpenAsync(this IPage page, string screen)
    {
        await page.GotoAsync($"{DashboardHost.Pattern}{screen}");
        await page.WhenThereAsync();
    }

    /// <summary>Goes to a screen as its links do, without loading the page anew, and waits until all of it is there.</summary>
    public static async Task GoAsync(this IPage page, string screen)
    {
        await page.EvaluateAsync(
            "address => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }",
            $"{DashboardHost.Pattern}{screen}");
        await page.WhenThereAsync();
    }

    /// <summary>Opens each window that buttons of the screen open, looks at it, and closes it.</summary>
    public static async Task LookAtWindowsAsync(this IPage page, Func<string, ILocator, Task> look)
    {
        var window = page.GetByRole(AriaRole.Dialog);
        foreach (var name in WindowButtons)
        {
            var button = page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
            if (await button.CountAsync() == 1 && await button.IsEnabledAsync())
            {
                await button.ClickAsync();
                await Assertions.Expect(window).ToBeVisibleAsync();
                await look(name, window);
                await page.Keyboard.PressAsync("Escape");
                await Assertions.Expect(window).ToHaveCountAsync(0);
            }
        }
    }

    /// <summary>Waits until all of the screen is there.</summary>
    public static async Task WhenThereAsync(this IPage page) =>
        await page.WaitForFunctionAsync("() => document.querySelector('h1') && !document.querySelector('.waiting, .starting')");
}
