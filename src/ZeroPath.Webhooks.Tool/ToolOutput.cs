using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Writes results: JSON for programs, or text for people.</summary>
internal sealed class ToolOutput
{
    // Nobody looks at a screen: lines are as long as they are.
    private const int WidthOfFiles = 250;

    private static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // It is no page of the web.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true };

    private readonly bool _isJson;
    private readonly IAnsiConsole _console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Out) });

    public ToolOutput(ParseResult parsed)
    {
        _isJson = parsed.GetValue(CommandLine.Json);
        if (Console.IsOutputRedirected)
        {
            _console.Profile.Width = WidthOfFiles;
        }
    }

    /// <summary>A value as JSON with line breaks.</summary>
    public static string Pretty(object? value) => JsonSerializer.Serialize(value, Indented);

    /// <summary>Text from outside without what a terminal would obey.</summary>
    public static string Plain(string? text) =>
        text is null ? "" : string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));

    /// <summary>One result.</summary>
    /// <param name="json">For programs.</param>
    /// <param name="lines">For people.</param>
    public void Write(object json, params IEnumerable<string> lines)
    {
        if (_isJson)
        {
            Console.WriteLine(Pretty(json));
            return;
        }

        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>One of many results, of which programs get a line each.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    public void WriteNext(object json, params IEnumerable<string> lines)
    {
        if (_isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(json, OneLine));
        }
        else
        {
            Write(json, lines);
        }
    }

    /// <summary>A list: an array for programs, a table for people.</summary>
    /// <param name="items">The items.</param>
    /// <param name="json">An item, as programs get it.</param>
    /// <param name="columns">The titles of the table.</param>
    /// <param name="row">The cells of an item.</param>
    public void WriteTable<T>(IReadOnlyList<T> items, Func<T, object> json, string[] columns, Func<T, string?[]> row)
    {
        if (_isJson)
        {
            Console.WriteLine(Pretty(items.Select(json)));
            return;
        }

        if (items.Count == 0)
        {
            Console.WriteLine("There are none.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        Array.ForEach(columns, column => table.AddColumn(column));
        foreach (var item in items)
        {
            table.AddRow([.. row(item).Select(cell => new Text(Plain(cell)))]);
        }

        _console.Write(table);
    }
}
