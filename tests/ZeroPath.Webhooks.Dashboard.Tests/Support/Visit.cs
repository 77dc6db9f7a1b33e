using FluentAssertions;
using Microsoft.Playwright;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>A window of somebody. When it is closed its console must have been free of errors, and of reports of the policy.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    private Visit(IBrowserContext context, IPage page) => (Context, Page) = (context, page);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Set where a test makes requests fail: the browser itself writes of them.</summary>
    public bool ExpectsFailures { get; set; }

    public static async Task<Visit> OpenAsync(IBrowserContext context)
    {
        var visit = new Visit(context, await context.NewPageAsync());
        visit.Watch(visit.Page);
        context.Page += (_, page) => visit.Watch(page);
        return visit;
    }

    public async ValueTask DisposeAsync()
    {
        await Context.CloseAsync();
        if (!ExpectsFailures)
        {
            lock (_complaints)
            {
                _complaints.Should().BeEmpty("the console stays free of errors");
            }
        }
    }

    private void Watch(IPage page)
    {
        page.Console += (_, message) => Add(
            message.Type is "error" or "warning" ? $"{message.Type}: {message.Text} {message.Location}" : null);
        page.PageError += (_, error) => Add($"thrown: {error}");

        // The console does not say what was done there.
        page.Response += (_, response) => Add(response.Status >= 400 ? $"{response.Request.Method} was answered {response.Status}" : null);
    }

    private void Add(string? complaint)
    {
        if (complaint is not null)
        {
            lock (_complaints)
            {
                _complaints.Add(complaint);
            }
        }
    }
}
