using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>Which JSON values each kind of member takes: the same that its converter reads.</summary>
internal static class ShapeKindRules
{
    public static ShapeKind Of(Type type, JsonConverter? converter) => type switch
    {
        _ when converter is NumberOrStringConverter => ShapeKind.NumberOrString,
        _ when type == typeof(AnyJson) => ShapeKind.Any,
        _ when type == typeof(string) || type == typeof(ScanType) || type == typeof(ScanStatus) => ShapeKind.String,
        _ when type == typeof(DateTimeOffset) => ShapeKind.Timestamp,
        _ when type == typeof(long) => ShapeKind.Integer,
        _ when type == typeof(decimal) => ShapeKind.Number,
        _ when type == typeof(bool) => ShapeKind.Boolean,
        _ => throw new NotSupportedException($"No rule says how a member of type {type} looks in JSON."),
    };

    public static bool Allows(this ShapeKind kind, JsonElement value, out (string Code, string Description) problem)
    {
        var found = value.ValueKind;
        var typeFits = kind switch
        {
            ShapeKind.Object => found == JsonValueKind.Object,
            ShapeKind.List => found == JsonValueKind.Array,
            ShapeKind.String or ShapeKind.Timestamp => found == JsonValueKind.String,
            ShapeKind.Integer or ShapeKind.Number => found == JsonValueKind.Number,
            ShapeKind.Boolean => found is JsonValueKind.True or JsonValueKind.False,
            ShapeKind.NumberOrString => found is JsonValueKind.Number or JsonValueKind.String,
            _ => true,
        };
        problem = typeFits ? default : (ProblemCodes.Type, $"The value must be {kind.Name()}, not {Name(found)}.");
        if (!typeFits)
        {
            return false;
        }

        switch (kind)
        {
            case ShapeKind.Integer when !value.TryGetInt64(out _):
                problem = value.GetRawText().AsSpan().IndexOfAny(".eE") >= 0
                    ? (ProblemCodes.Type, "The value must be an integer, without a fraction or an exponent.")
                    : (ProblemCodes.Range, "The integer must fit in 64 bits.");
                return false;
            case ShapeKind.Number when !ExactDecimalConverter.TryRead(value.GetRawText(), out _):
                problem = (ProblemCodes.Range, "The number must have at most 28 digits and no exponent.");
                return false;
            case ShapeKind.Timestamp when !TimestampConverter.TryRead(value):
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

    private static string Name(this ShapeKind kind) => kind switch
    {
        ShapeKind.Object => "an object",
        ShapeKind.List => "an array",
        ShapeKind.Integer => "an integer",
        ShapeKind.Number => "a number",
        ShapeKind.Boolean => "a boolean",
        ShapeKind.NumberOrString => "a number or a string",
        ShapeKind.Timestamp => "a date and time as a string",
        _ => "a string",
    };
}
