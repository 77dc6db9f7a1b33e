using Microsoft.Playwright;

namespace ZeroPath.Webhooks.Dashboard.Tests;

internal static class PageExtensions
{
    /// <summary>Goes to a screen, and waits until all of it is there.</summary>
    public static async Task OpenAsync(this IPage page, string screen)
    {
        await page.GotoAsync($"{DashboardHost.Pattern}{screen}");
        await page.WhenThereAsync();
    }

    /// <summary>Waits until all of the screen is there.</summary>
    public static async Task WhenThereAsync(this IPage page) =>
        await page.WaitForFunctionAsync("() => document.querySelector('h1') && !document.querySelector('.waiting, .starting')");
}
