using System.CommandLine;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Has settled deliveries sent again, by the host that runs beside.</summary>
internal static class StoreRedelivery
{
    private static readonly Argument<string?> Id = new("id")
    {
        Description = "The id of a delivery; left out for those that the options choose.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Does it. Without it nothing is changed." };

    private static readonly StoreFilters Filters = new();

    public static Command Create()
    {
        var command = new ToolCommand(
            "redeliver",
            "Lists settled deliveries that can be sent again, and with --yes makes them due. The host sends them; one whose endpoint is "
                + "gone "
                + "or disabled it cancels. The answer is no when there is none.",
            "zpw store redeliver dlv_0199 --yes --store webhooks.db",
            "zpw store redeliver --state failed --endpoint Chat --store webhooks.db")
        {
            Id,
            Filters.State,
            Filters.Endpoint,
            Filters.Event,
            Filters.Max,
            Yes,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Id) is null && result.GetValue(Filters.State) is null && result.GetValue(Filters.Endpoint) is null
                && result.GetValue(Filters.Event) is null)
            {
                result.AddError("Write a delivery's id, or choose with --state, --endpoint or --event.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var filter = Filters.Deliveries(parsed) with { DeliveryId = parsed.GetValue(Id) };
        var output = new ToolOutput(parsed);
        return parsed.GetValue(Yes)
            ? await RedeliverAsync(parsed, filter, output, cancellationToken).ConfigureAwait(false)
            : await ListAsync(parsed, filter, output, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> ListAsync(
        ParseResult parsed, DeliveryFilter filter, ToolOutput output, CancellationToken cancellationToken)
    {
        var store = StoreAccess.Read(parsed);
        await using (store.ConfigureAwait(false))
        {
            var found = await store.History.ListDeliveriesAsync(filter, Filters.Page(parsed), cancellationToken).ConfigureAwait(false);
            List<Delivery> settled = [.. found.Items.Where(delivery => delivery.State != DeliveryState.Pending)];
            StoreLists.WriteDeliveries(output, settled);
            await Console.Error.WriteLineAsync("Nothing was changed. Add --yes to have them sent again.").ConfigureAwait(false);
            return settled.Count > 0 ? ExitCode.Yes : ExitCode.No;
        }
    }

    private static async Task<int> RedeliverAsync(
        ParseResult parsed, DeliveryFilter filter, ToolOutput output, CancellationToken cancellationToken)
    {
        var store = await StoreAccess.WriteAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            var count = await store.Store.Operations.RedeliverAsync(filter, Filters.Page(parsed).Size, cancellationToken)
                .ConfigureAwait(false);
            output.Write(new { Redelivered = count }, $"{count} deliveries are due again.");
            return count > 0 ? ExitCode.Yes : ExitCode.No;
        }
    }
}
