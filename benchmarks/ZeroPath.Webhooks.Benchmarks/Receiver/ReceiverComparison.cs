using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace ZeroPath.Webhooks.Benchmarks.Receiver;

/// <summary>
/// Sends the same requests to a receiver and to a minimal endpoint that only reads and deserialises their bodies. They take turns, each
/// first in every other round; what is compared is the median of each round's ratio.
/// </summary>
internal static class ReceiverComparison
{
    private const int RequestsOfATurn = 10_000;
    private const int WarmUps = 6;

    public static async Task RunAsync(string[] args)
    {
        if (args is ["client"])
        {
            await LoadClient.RunAsync();
            return;
        }

        var chosen = args is [var first, ..] ? first : "all";
        var rounds = args is [_, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 30;
        using var client = new ClientProcess();
        await using var minimal = await ReceiverServer.StartMinimalAsync();
        if (chosen is "all" or "inbox")
        {
            var folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
            await using (var inbox = await ReceiverServer.StartAsync(webhooks =>
                webhooks.UseSqliteStore($"Data Source={Path.Combine(folder.FullName, "inbox.db")}")))
            {
                await CompareAsync("inbox on SQLite", minimal, inbox, client, rounds);
            }

            folder.Delete(recursive: true);
        }

        if (chosen is "all" or "inline")
        {
            await using var inline = await ReceiverServer.StartAsync(_ => { });
            await CompareAsync("inline, in memory", minimal, inline, client, rounds);
        }
    }

    private static async Task CompareAsync(string name, ReceiverServer minimal, ReceiverServer receiver, ClientProcess client, int rounds)
    {
        var (theirs, ours) = (new List<Turn>(), new List<Turn>());
        for (var round = 0; round < WarmUps + rounds; round++)
        {
            var isFirst = round % 2 == 0;
            var turn = await client.SendAsync(isFirst ? receiver : minimal, RequestsOfATurn);
            (isFirst ? ours : theirs).Add(turn);
            turn = await client.SendAsync(isFirst ? minimal : receiver, RequestsOfATurn);
            (isFirst ? theirs : ours).Add(turn);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: minimal {MedianOf(theirs, turn => turn.Answered):N0}/s, receiver {MedianOf(ours, turn => turn.Answered):N0}/s, "
            + $"ratio {MedianOf(ours.Zip(theirs), pair => pair.First.Answered / pair.Second.Answered):N2}; "
            + $"handled {MedianOf(ours, turn => turn.Handled):N0}/s; processor {MedianOf(theirs, turn => turn.Processor):N1} and "
                + $"{MedianOf(ours, turn => turn.Processor):N1} µs a request"));

        double MedianOf<T>(IEnumerable<T> turns, Func<T, double> value) => Median.Of(turns.Skip(WarmUps).Select(value));
    }
}
