using System.CommandLine;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Prints JSON Schema.</summary>
internal static class SchemaCommand
{
    private static readonly Argument<string?> Type = new("type")
    {
        Description = "The event type, such as SCAN_COMPLETE; all of them when left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<JsonSchemaForm> Form = new("--form")
    {
        Description = "What a sender emits, or what a receiver accepts.",
        DefaultValueFactory = _ => JsonSchemaForm.Emitted,
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "schema", "Prints the JSON Schema of payloads, always as JSON.", "zpw schema SCAN_COMPLETE",
            "zpw schema --form accepted > payload.json")
        {
            Type,
            Form,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var form = parsed.GetValue(Form);
        Console.WriteLine(parsed.GetValue(Type) is { } name
            ? WebhookContract.GetJsonSchema(Documented(name).Type, form)
            : WebhookContract.GetJsonSchema(form));
        return ExitCode.Yes;
    }

    /// <exception cref="ToolException">There is no such type.</exception>
    public static EventDefinition Documented(string name) => EventCatalog.Find(new WebhookEventType(name)) ?? throw new ToolException(
        $"'{ToolOutput.Plain(name)}' is neither a documented event type nor a file. {NearestEventType.Hint(name)}",
        ExitCode.Unusable);
}
