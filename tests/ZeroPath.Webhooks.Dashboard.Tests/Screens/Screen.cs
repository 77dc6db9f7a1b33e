using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

/// <summary>What people do on a page, and see.</summary>
internal static class Screen
{
    public static Task PushAsync(this IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public static Task FollowAsync(this IPage page, string link) =>
        page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = link }).First.ClickAsync();

    public static Task WriteAsync(this IPage page, string label, string text) =>
        page.GetByRole(AriaRole.Main).GetByLabel(label).First.FillAsync(text);

    public static Task ChooseAsync(this IPage page, string label, string value) =>
        page.GetByRole(AriaRole.Main).GetByLabel(label).SelectOptionAsync(value);

    /// <summary>Clicks in the window that lies over the page.</summary>
    public static Task AnswerAsync(this IPage page, string button) =>
        page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).Last.ClickAsync();

    public static Task SeesAsync(this IPage page, string text) =>
        Expect(page.GetByRole(AriaRole.Main).GetByText(text).First).ToBeVisibleAsync();

    public static Task SeesNoMoreAsync(this IPage page, string text) =>
        Expect(page.GetByRole(AriaRole.Main).GetByText(text)).ToHaveCountAsync(0);

    public static Task SeesTitleAsync(this IPage page, string title) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);

    /// <summary>Waits until a text has been copied that has this in it.</summary>
    /// <returns>All that has been copied.</returns>
    public static async Task<string> CopiedAsync(this IPage page, string part)
    {
        var copied = await page.WaitForFunctionAsync(
            "async part => { const all = await navigator.clipboard.readText(); return all.includes(part) ? all : null; }", part);
        return await copied.JsonValueAsync<string>();
    }

    public static Task SeesRowsAsync(this IPage page, int count) => Expect(page.Locator("tbody tr")).ToHaveCountAsync(count);
}
