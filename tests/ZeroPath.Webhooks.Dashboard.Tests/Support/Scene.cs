using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>Something to see on every screen, of organization A.</summary>
internal sealed class Scene
{
    private IReadOnlyList<string> _screens = [];

    /// <param name="host">The host, with a receiver and a handler of triggers.</param>
    /// <param name="text">What people, receivers and senders have written everywhere.</param>
    public static async Task<Scene> MakeAsync(DashboardHost host, string text = "Something")
    {
        host.Receiver.Answer = request => request.RequestUri!.Host.StartsWith("bad.", StringComparison.Ordinal)
            ? new(HttpStatusCode.BadRequest) { Content = new StringContent(text) }
            : new(HttpStatusCode.OK) { Content = new StringContent(text) };
        await host.AddEndpointAsync("good", DashboardHost.OrgA, endpoint => endpoint with { Name = $"Good {text}" });
        await host.AddEndpointAsync("bad", DashboardHost.OrgA, endpoint => endpoint with { Name = $"Bad {text}" });
        await host.AddEndpointAsync("off", DashboardHost.OrgA, endpoint => endpoint with { Name = $"Off {text}" });
        await host.Registry.DisableEndpointAsync("off", text, new(ChangeDoor.Dashboard, text));
        await host.Services.GetRequiredService<IEndpointHealthStore>().AddSamplesAsync(
            [new() { EndpointId = "bad", Succeeded = 0, Failed = 5, FailureStreak = 5 }], CancellationToken.None);
        var published = await host.PublishAsync(DashboardHost.OrgA, WebhookEventType.ScanFailed, sample =>
        {
            sample.Organization.Name = text;
            sample.Repository = new() { Id = text, Name = text };
            sample.Error = text;
        });
        var triggers = host.Services.GetRequiredService<InboundTriggers>();
        var trigger = await triggers.CreateAsync(
            new() { Name = text, Prompt = text, OrganizationId = DashboardHost.OrgA }, new(ChangeDoor.Api, text));
        var execution = await host.AddJobAsync(JobKinds.Execution, trigger.Trigger.Id, DashboardHost.OrgA, text);
        var received = await host.AddJobAsync(JobKinds.Received, text, DashboardHost.OrgA, text);
        var history = host.Services.GetRequiredService<WebhookHistory>();
        await Wait.UntilAsync(
            async () => (await history.ListDeliveriesAsync(new() { State = DeliveryState.Succeeded }, new(1))).Items.Count > 0
                && (await history.ListAttemptsAsync(published.Deliveries.Single(delivery => delivery.EndpointId == "bad").Id)).Count > 0,
            "there are attempts");
        return new()
        {
            _screens =
            [
                "", "/endpoints", "/endpoints/new", "/endpoints/bad", "/endpoints/good/edit", "/subscriptions", "/subscriptions/new",
                "/subscriptions/sub-bad", "/events", $"/events/{published.EventId}", "/deliveries", "/deliveries?state=Pending",
                "/deliveries?state=Succeeded",
                $"/deliveries/{published.Deliveries.Single(delivery => delivery.EndpointId == "bad").Id}", "/triggers", "/triggers/new",
                $"/triggers/{trigger.Trigger.Id}", $"/triggers/{trigger.Trigger.Id}/edit", "/executions", $"/executions/{execution}",
                "/received", $"/received/{received}", "/catalogue", "/catalogue/SCAN_FAILED", "/activity", "/nowhere",
            ],
        };
    }

    /// <summary>The addresses of all screens that somebody sees.</summary>
    public IEnumerable<string> ScreensOf(string user) => _screens.Where(screen =>
        user == DashboardHost.Operator || !screen.StartsWith("/received", StringComparison.Ordinal));
}
