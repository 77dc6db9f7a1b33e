using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>
/// Looks how things stand within a scope: by what is newest, by the figures of this minute, and by the marks of jobs, so that what becomes
/// of an old one is seen too.
/// </summary>
internal sealed class LiveLook(IServiceProvider services)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    public async Task<LiveStamps> LookAsync(WebhooksApiScope scope, CancellationToken cancellationToken)
    {
        var registry = services.GetRequiredService<WebhookRegistry>();
        await registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var view = new View(scope, registry.Router);
        var history = services.GetRequiredService<WebhookHistory>();
        var deliveries = await history.ListDeliveriesAsync(view.Limit(DeliveryFilter.All), new(1), cancellationToken).ConfigureAwait(false);
        var events = await history.ListEventsAsync(view.Limit(new EventFilter()), new(1), cancellationToken).ConfigureAwait(false);
        var figures = await history.GetStatisticsAsync(
            new() { EndpointIds = view.EndpointIds, From = WindowStart() },
            Minute,
            cancellationToken).ConfigureAwait(false);
        var activity = await history.ListActivityAsync(
            new() { OrganizationId = scope.OrganizationId }, new(1), cancellationToken).ConfigureAwait(false);
        return LiveStamps.Of(
        [
            Text([.. deliveries.Items.Select(delivery => delivery.Id), .. figures.Select(TextOf)]),
            Text(events.Items.Select(published => published.Id)),
            await JobsAsync(JobKinds.Execution).ConfigureAwait(false),
            scope.IsAll ? await JobsAsync(JobKinds.Received).ConfigureAwait(false) : "",
            await JobsAsync(JobKinds.Redelivery).ConfigureAwait(false),
            Text(activity.Items.Select(entry => $"{entry.Kind} {entry.Id} {entry.ChangedAt.UtcTicks}")),
        ]);

        // A window that moved on with every look would change by what leaves it; one that begins now would miss the moment before.
        DateTimeOffset WindowStart()
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            return now.AddTicks(-(now.UtcTicks % Window.Ticks)) - Minute;
        }

        async Task<string> JobsAsync(string kind) => await services.GetRequiredService<IJobStore>()
            .GetMarkAsync(kind, scope.OrganizationId, cancellationToken).ConfigureAwait(false);
    }

    private static string TextOf(DeliveryStatistics figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"{figures.From.UtcTicks} {figures.Succeeded} {figures.Failed} {figures.Cancelled} {figures.Retried} {figures.Redelivered}");

    private static string Text(IEnumerable<string> parts) => string.Join('\n', parts);
}
