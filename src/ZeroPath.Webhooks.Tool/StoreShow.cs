using System.CommandLine;
using System.Text.Json;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Shows an event or a delivery with all that is known of it.</summary>
internal static class StoreShow
{
    private static readonly Argument<string> Id = new("id") { Description = "The id of an event or a delivery." };

    private static readonly Option<bool> Payload = new("--payload") { Description = "With the event's payload." };

    public static Command Create()
    {
        var command = new ToolCommand(
            "show", "Shows an event with its deliveries, or a delivery with its attempts. The answer is no when there is none.",
            "zpw store show evt_0199 --payload --store webhooks.db")
        {
            Id,
            Payload,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = parsed.GetValue(Id)!;
        var store = StoreAccess.Read(parsed);
        await using (store.ConfigureAwait(false))
        {
            if (await store.History.FindEventAsync(id, cancellationToken).ConfigureAwait(false) is { } published)
            {
                ShowEvent(published, parsed);
                return ExitCode.Yes;
            }

            if (await store.History.FindDeliveryAsync(id, cancellationToken).ConfigureAwait(false) is { } delivery)
            {
                Show(delivery, await store.History.ListAttemptsAsync(id, cancellationToken).ConfigureAwait(false), parsed);
                return ExitCode.Yes;
            }
        }

        throw new ToolException($"There is no event or delivery '{ToolOutput.Plain(id)}'. Retention may have removed it.", ExitCode.No);
    }

    private static void ShowEvent(PublishedEvent published, ParseResult parsed)
    {
        using var payload = parsed.GetValue(Payload) && !published.Body.IsEmpty ? JsonDocument.Parse(published.Body) : null;
        new ToolOutput(parsed).Write(
            new { Event = StoreLists.Shown(published), Payload = payload?.RootElement },
            [
                ToolOutput.Plain($"{published.Id} {published.Type.Name}, published {published.PublishedAt:u}"),
                .. published.Deliveries.Select(Line),
                .. payload is null ? [] : ToolOutput.Pretty(payload.RootElement).Split('\n').Select(ToolOutput.Plain),
            ]);
    }

    private static void Show(Delivery delivery, IReadOnlyList<DeliveryAttempt> attempts, ParseResult parsed) =>
        new ToolOutput(parsed).Write(
            new { Delivery = StoreLists.Shown(delivery), Attempts = attempts },
            [
                Line(delivery),
                .. attempts.Select(attempt => ToolOutput.Plain(
                    $"  {attempt.Number}. {attempt.StartedAt:u}: {attempt.Outcome} {attempt.StatusCode} after "
                    + $"{attempt.Duration.TotalMilliseconds:0} ms. {attempt.Detail} {attempt.Response}")),
            ]);

    private static string Line(Delivery delivery) => ToolOutput.Plain(
        $"{delivery.Id} of {delivery.EventId} to {delivery.EndpointId}: {delivery.State}"
        + $"{(delivery.Reason is { } why ? $" ({why})" : "")} after {delivery.AttemptCount} "
        + $"{(delivery.AttemptCount == 1 ? "attempt" : "attempts")}{(delivery.DueAt is { } due ? $", due {due:u}" : "")}");
}
