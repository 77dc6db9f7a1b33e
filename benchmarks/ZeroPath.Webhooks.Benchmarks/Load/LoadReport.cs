using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>What was measured: a line each on the console, and all of it in <c>load.json</c>.</summary>
internal sealed class LoadReport
{
    public const string File = "load.json";

    private static readonly string[] Keys = ["case", "store", "contender"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly JsonArray _rows = System.IO.File.Exists(File) ? JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsArray() : [];

    /// <summary>A contender beside its yardstick. The ratio is the median of the rounds' ratios.</summary>
    public void Add(string name, string store, string contender, List<Cost> own, string yardstick, List<Cost> theirs) => Add(
        name,
        store,
        contender,
        ("perSecond", Of(own, it => it.PerSecond)),
        ($"perSecond of {yardstick}", Of(theirs, it => it.PerSecond)),
        ("ratio", Median.Of(own.Zip(theirs, (our, their) => our.PerSecond / their.PerSecond))),
        ("processor µs", Of(own, it => it.Processor)),
        ($"processor µs of {yardstick}", Of(theirs, it => it.Processor)),
        ("allocated bytes", Of(own, it => it.Allocated)),
        ("MiB", own.Max(it => it.Memory)));

    public void Add(string name, string store, string contender, params ReadOnlySpan<(string Name, double Value)> figures)
    {
        var row = new JsonObject { ["case"] = name, ["store"] = store, ["contender"] = contender };
        var line = $"{name}, {store}, {contender}:";
        foreach (var (figure, value) in figures)
        {
            row[figure] = Math.Round(value, 3);
            line += $" {figure} {value.ToString(value < 10 ? "N2" : "N0", CultureInfo.InvariantCulture)};";
        }

        foreach (var old in _rows.Where(old => IsSame(old!, row)).ToList())
        {
            _rows.Remove(old);
        }

        _rows.Add(row);
        Console.WriteLine(line.TrimEnd(';'));
        System.IO.File.WriteAllText(File, _rows.ToJsonString(Indented));
    }

    private static bool IsSame(JsonNode one, JsonNode other) =>
        Keys.All(key => (string?)one[key] == (string?)other[key]);

    private static double Of(List<Cost> costs, Func<Cost, double> figure) => Median.Of(costs.Select(figure));
}
