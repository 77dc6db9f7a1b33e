using System.Diagnostics;

namespace Quickstart;

/// <summary>Writes to the console what happens while it does, and what happened.</summary>
internal static class Report
{
    private const int LabelWidth = 37;

    private static readonly Stopwatch Watch = Stopwatch.StartNew();

    /// <summary>What begins now.</summary>
    public static void WriteStep(string text) => Console.WriteLine($"\n{Watch.Elapsed.TotalSeconds,4:0.0} s  {text}");

    /// <summary>A request that came, and what is answered to it.</summary>
    public static void WriteRequest(ReceivedRequest request) => Console.WriteLine(
        $"{Watch.Elapsed.TotalSeconds,4:0.0} s    {request.Path,-12} {request["zeropath-event"],-30} attempt {request.Attempt}  "
            + $"{request.Answer?.ToString() ?? "no answer"}");

    /// <summary>A row for each event, a column for each endpoint: the answers to its attempts.</summary>
    public static void WriteTable(IReadOnlyList<Published> published, IReadOnlyList<Outcome> outcomes, IReadOnlyList<Expectation> endpoints)
    {
        string Cell(Published @event, Expectation endpoint) =>
            outcomes.FirstOrDefault(outcome => outcome.Event == @event && outcome.Delivery.EndpointId == endpoint.EndpointId)?.ToString()
                ?? "-";

        var columns = endpoints
            .Select(endpoint => (endpoint.Path, Cells: published.Select(@event => Cell(@event, endpoint)).ToList()))
            .Select(column => (column.Path, column.Cells, Width: column.Cells.Append(column.Path).Max(cell => cell.Length)))
            .ToList();
        Console.WriteLine(Line("event", columns.Select(column => column.Path)));
        foreach (var (row, @event) in published.Index())
        {
            Console.WriteLine(Line(@event.Sample.Label, columns.Select(column => column.Cells[row])));
        }

        string Line(string label, IEnumerable<string> cells) =>
            (label.PadRight(LabelWidth) + string.Join(' ', cells.Zip(columns, (cell, column) => cell.PadRight(column.Width)))).TrimEnd();
    }

    /// <summary>What the kill interrupted.</summary>
    public static void WriteRestart(IReadOnlyList<Published> published, IReadOnlyList<Outcome> outcomes)
    {
        Console.WriteLine(
            "'|': the first process was killed. '?': an attempt was under way then. It is on record as abandoned, and was made again.");
        Console.WriteLine(
            $"Before that: {published.Count(@event => @event.Result.IsRepeat)} events published, "
                + $"{outcomes.Count(outcome => outcome.After.Count == 0)} "
            + $"deliveries done, {outcomes.Count(outcome => outcome.IsCut)} attempts under way.");
    }

    /// <summary>For each endpoint the reasons why events were not sent to it, and how often.</summary>
    public static void WriteReasons(IReadOnlyList<Published> published)
    {
        var reasons = published.SelectMany(@event => @event.Result.Decisions)
            .Where(decision => !decision.IsMatch)
            .CountBy(decision => (decision.Endpoint.Name, Reason: decision.Code == "event_type" ? "event_type" : decision.ToString()));
        foreach (var endpoint in reasons.GroupBy(reason => reason.Key.Name))
        {
            Console.WriteLine($"Not sent to {endpoint.Key}:");
            foreach (var ((_, reason), count) in endpoint.OrderByDescending(reason => reason.Value))
            {
                Console.WriteLine($"  {count,2} x {reason}");
            }
        }
    }
}
