using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>
/// Compares JSON with what it is to be read as, and says all that does not fit, by name: the reader itself would stop at the
/// first, and quote what was written.
/// </summary>
internal sealed class BodyShape(JsonSerializerOptions options)
{
    private readonly List<WebhooksProblemItem> _errors = [];

    public IReadOnlyList<WebhooksProblemItem> Check(JsonElement body, JsonTypeInfo type)
    {
        Check(body, type, "");
        return _errors;
    }

    private void Check(JsonElement value, JsonTypeInfo type, string path)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind == JsonValueKind.Object:
                CheckMembers(value, type, path);
                break;
            case JsonTypeInfoKind.Dictionary when value.ValueKind == JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Check(member.Value, options.GetTypeInfo(type.ElementType!), $"{path}[{NameOf(member)}]");
                }

                break;
            case JsonTypeInfoKind.Enumerable when value.ValueKind == JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                {
                    Check(item, options.GetTypeInfo(type.ElementType!), $"{path}[{index}]");
                }

                break;
            default:
                if (Mistake(value, type) is { } remedy)
                {
                    Add(path, remedy);
                }

                break;
        }
    }

    private void CheckMembers(JsonElement value, JsonTypeInfo type, string path)
    {
        var members = value.EnumerateObject().Select(member => (Name: NameOf(member), member.Value)).ToList();
        foreach (var (name, item) in members)
        {
            var known = type.Properties.FirstOrDefault(property => property.Name == name);
            if (known is null)
            {
                Add(
                    Member(path, name),
                    $"There is no such member. There are {string.Join(", ", type.Properties.Select(property => property.Name))}.");
            }
            else if (item.ValueKind != JsonValueKind.Null || !known.IsSetNullable)
            {
                Check(item, options.GetTypeInfo(known.PropertyType), Member(path, name));
            }
        }

        foreach (var missing in type.Properties.Where(property => property.IsRequired
            && members.TrueForAll(member => member.Name != property.Name)))
        {
            Add(Member(path, missing.Name), $"It is missing. {Mistake(default, options.GetTypeInfo(missing.PropertyType))}");
        }
    }

    private static string Member(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string NameOf(JsonProperty member) => ShownName.Of(TextOf(() => member.Name) ?? "");

    private static string? TextOf(Func<string?> read)
    {
        try
        {
            return read() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    /// <returns>What to write, unless that is what was written.</returns>
    private static string? Mistake(JsonElement value, JsonTypeInfo type)
    {
        var of = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        var text = value.ValueKind == JsonValueKind.String ? TextOf(value.GetString) : null;
        return type.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "Write an object: { … }.",
            JsonTypeInfoKind.Enumerable => "Write a list: [ … ].",
            _ when of == typeof(string) => text is null ? "Write a text, without NUL characters." : null,
            _ when of == typeof(bool) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "Write true or false.",
            _ when of == typeof(int) =>
                value.ValueKind == JsonValueKind.Number && WholeNumber.TryParse(value.GetRawText(), out _) ? null : "Write a whole number.",
            _ when of == typeof(double) =>
                value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? null : "Write a number.",
            _ when of == typeof(DateTimeOffset) => ApiTime.TryParse(text, out _) ? null : ApiTime.Remedy,
            _ when of.IsEnum =>
                Enum.GetNames(of).Contains(text, StringComparer.OrdinalIgnoreCase)
                    ? null
                    : $"Write one of {string.Join(", ", Enum.GetNames(of))}.",
            _ => throw new NotSupportedException($"{of} in a body."),
        };
    }

    private void Add(string path, string detail) => _errors.Add(new(path.Length == 0 ? "body" : path, detail));
}
