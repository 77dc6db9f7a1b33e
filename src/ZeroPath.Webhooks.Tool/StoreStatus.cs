using System.CommandLine;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Says how much there is to send, and how the last day was.</summary>
internal static class StoreStatus
{
    private const int MaxCounted = 100_000;

    public static Command Create()
    {
        var command = new ToolCommand(
            "status", "Says how much there is to send, how the last day was, and how endpoints are.",
            "zpw store status --store webhooks.db");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = StoreAccess.Read(parsed);
        await using (store.ConfigureAwait(false))
        {
            var depth = await store.Store.Reader.GetQueueDepthAsync(MaxCounted, cancellationToken).ConfigureAwait(false);
            var day = await store.History.GetStatisticsAsync(
                new() { From = TimeProvider.System.GetUtcNow().AddDays(-1) }, TimeSpan.FromDays(7), cancellationToken)
                .ConfigureAwait(false);
            var endpoints = await store.Store.Health.ListHealthAsync(null, cancellationToken).ConfigureAwait(false);
            var (succeeded, failed) = (day.Sum(it => it.Succeeded), day.Sum(it => it.Failed));
            new ToolOutput(parsed).Write(
                new
                {
                    depth.Due,
                    depth.InFlight,
                    depth.OldestDueAge,
                    LastDay = new { Succeeded = succeeded, Failed = failed, Cancelled = day.Sum(it => it.Cancelled) },
                    Endpoints = endpoints.Select(it => new { it.EndpointId, it.SuccessRate, it.FailureStreak, it.HeldFor }),
                },
                [
                    $"Due: {depth.Due}{(depth.OldestDueAge is { } age ? $", the oldest for {age:c}" : "")}. Under way: {depth.InFlight}.",
                    $"In the last day {succeeded} succeeded, {failed} failed.",
                    .. endpoints.Select(it => $"{ToolOutput.Plain(it.EndpointId)}: {it.SuccessRate:P0} of the recent attempts succeeded"
                        + $"{(it.FailureStreak > 0 ? $", {it.FailureStreak} failed in a row" : "")}"
                        + $"{(it.HeldFor is { } held ? $", held for {held:c}" : "")}."),
                ]);
        }

        return ExitCode.Yes;
    }
}
