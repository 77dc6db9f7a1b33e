using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>Which JSON values each kind of member takes: the same that its converter reads.</summary>
internal static class SchemaKindRules
{
    public static SchemaKind Of(Type type, JsonConverter? converter) => type switch
    {
        _ when converter is NumberOrStringConverter => SchemaKind.NumberOrString,
        _ when type == typeof(JsonLiteral) => SchemaKind.Any,
        _ when type == typeof(string) || type == typeof(ScanType) || type == typeof(ScanStatus) => SchemaKind.String,
        _ when type == typeof(DateTimeOffset) => SchemaKind.Timestamp,
        _ when type == typeof(long) => SchemaKind.Integer,
        _ when type == typeof(decimal) => SchemaKind.Number,
        _ when type == typeof(bool) => SchemaKind.Boolean,
        _ => throw new NotSupportedException($"No rule says how a member of type {type} looks in JSON."),
    };

    public static bool Allows(this SchemaKind kind, JsonElement value, out (string Code, string Description) problem)
    {
        var found = value.ValueKind;
        var typeFits = kind switch
        {
            SchemaKind.Object => found == JsonValueKind.Object,
            SchemaKind.List => found == JsonValueKind.Array,
            SchemaKind.String or SchemaKind.Timestamp => found == JsonValueKind.String,
            SchemaKind.Integer or SchemaKind.Number => found == JsonValueKind.Number,
            SchemaKind.Boolean => found is JsonValueKind.True or JsonValueKind.False,
            SchemaKind.NumberOrString => found is JsonValueKind.Number or JsonValueKind.String,
            _ => true,
        };
        problem = typeFits ? default : (ProblemCodes.Type, $"The value must be {kind.Name()}, not {Name(found)}.");
        if (!typeFits)
        {
            return false;
        }

        switch (kind)
        {
            case SchemaKind.Integer:
                var isInteger = JsonNumber.IsInteger(value.GetRawText(), out var integer);
                problem = isInteger
                    ? (ProblemCodes.Range, "The integer must fit in 64 bits.")
                    : (ProblemCodes.Type, "The value must be an integer.");
                return integer is not null;
            case SchemaKind.Number when !JsonNumber.IsDecimal(value.GetRawText(), out _):
                problem = (ProblemCodes.Range, $"The number must be at most {decimal.MaxValue}, either way.");
                return false;
            case SchemaKind.Timestamp when !TimestampConverter.TryRead(value):
                problem = (ProblemCodes.Format, "The value must be a date and time with an offset, such as 2025-10-16T12:34:56Z.");
                return false;
            default:
                return true;
        }
    }

    public static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    private static string Name(this SchemaKind kind) => kind switch
    {
        SchemaKind.Object => "an object",
        SchemaKind.List => "an array",
        SchemaKind.Integer => "an integer",
        SchemaKind.Number => "a number",
        SchemaKind.Boolean => "a boolean",
        SchemaKind.NumberOrString => "a number or a string",
        SchemaKind.Timestamp => "a date and time as a string",
        _ => "a string",
    };
}
