using System.CommandLine;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Lists events and deliveries, newest first.</summary>
internal static class StoreLists
{
    private static readonly StoreFilters Filters = new();

    public static Command CreateEvents()
    {
        var command = new ToolCommand(
            "events", "Lists events, newest first.", "zpw store events --type SCAN_FAILED --max 5 --store webhooks.db")
        {
            Filters.Type,
            Filters.Organization,
            Filters.Max,
        };
        command.SetAction(ListEventsAsync);
        return command;
    }

    public static Command CreateDeliveries()
    {
        var command = new ToolCommand(
            "deliveries", "Lists deliveries, newest first.", "zpw store deliveries --state failed --endpoint Chat --store webhooks.db")
        {
            Filters.State,
            Filters.Endpoint,
            Filters.Event,
            Filters.Type,
            Filters.Organization,
            Filters.Max,
        };
        command.SetAction(ListDeliveriesAsync);
        return command;
    }

    public static object Shown(Delivery delivery) => new
    {
        delivery.Id,
        delivery.EventId,
        Type = delivery.EventType.Name,
        delivery.EndpointId,
        delivery.State,
        delivery.Reason,
        delivery.AttemptCount,
        delivery.CreatedAt,
        delivery.DueAt,
        delivery.SettledAt,
    };

    public static object Shown(PublishedEvent published) => new
    {
        published.Id,
        Type = published.Type.Name,
        published.OrganizationId,
        published.RepositoryId,
        published.PublishedAt,
        Deliveries = published.Deliveries.Select(Shown),
    };

    public static void WriteDeliveries(ToolOutput output, IReadOnlyList<Delivery> deliveries) => output.WriteTable(
        deliveries,
        Shown,
        ["Delivery", "Event", "Type", "Endpoint", "State", "Reason", "Attempts", "Due or settled"],
        delivery =>
        [
            delivery.Id,
            delivery.EventId,
            delivery.EventType.Name,
            delivery.EndpointId,
            $"{delivery.State}",
            delivery.Reason,
            $"{delivery.AttemptCount}",
            $"{delivery.DueAt ?? delivery.SettledAt:u}",
        ]);

    private static async Task<int> ListEventsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = StoreAccess.Read(parsed);
        await using (store.ConfigureAwait(false))
        {
            var found = await store.History.ListEventsAsync(Filters.Events(parsed), Filters.Page(parsed), cancellationToken)
                .ConfigureAwait(false);
            new ToolOutput(parsed).WriteTable(
                found.Items,
                Shown,
                ["Event", "Type", "Organization", "Published", "Deliveries"],
                published =>
                [
                    published.Id,
                    published.Type.Name,
                    published.OrganizationId,
                    $"{published.PublishedAt:u}",
                    string.Join(", ", published.Deliveries.Select(delivery => $"{delivery.EndpointId} {delivery.State}")),
                ]);
        }

        return ExitCode.Yes;
    }

    private static async Task<int> ListDeliveriesAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = StoreAccess.Read(parsed);
        await using (store.ConfigureAwait(false))
        {
            var found = await store.History.ListDeliveriesAsync(Filters.Deliveries(parsed), Filters.Page(parsed), cancellationToken)
                .ConfigureAwait(false);
            WriteDeliveries(new(parsed), found.Items);
        }

        return ExitCode.Yes;
    }
}
