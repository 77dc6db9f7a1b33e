using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// What a JSON value must look like, taken from System.Text.Json's own metadata, so that the records stay the only description of it.
/// Reads and writes typed values, and checks a typed value and a JSON value by the same rules.
/// </summary>
/// <remarks>
/// It reads and writes quicker than System.Text.Json's converters: those take required members as an array of boxed arguments, and
/// generate no code that writes for records with extension data.
/// </remarks>
internal sealed partial class EventSchema
{
    private readonly SchemaKind _kind;
    private readonly Type? _type;
    private readonly int _depth;
    private readonly EventSchema? _element;
    private readonly SchemaMember[] _checked;
    private readonly HashSet<string> _names;
    private readonly ulong _required;

    // Of a list's or a name's own type.
    private readonly JsonTypeInfo? _info;

    private EventSchema(
        SchemaKind kind, int depth, Type? type = null, EventSchema? element = null, IReadOnlyList<SchemaMember>? members = null, JsonTypeInfo? info = null)
    {
        _info = info;
        _kind = kind;
        _depth = depth;
        _type = type;
        _element = element;
        Members = members is null ? [] : [.. members];
        _checked = [.. Members.Where(member => member.NeedsCheck)];
        _names = [.. Members.Select(member => member.Name)];
        for (var i = 0; i < Members.Length; i++)
        {
            _required |= Members[i].Required ? 1UL << i : 0;
        }
    }

    public SchemaMember[] Members { get; }

    /// <param name="info">The record.</param>
    /// <param name="depth">How deep in a payload its object lies; the payload itself is 1.</param>
    public static EventSchema Of(JsonTypeInfo info, int depth) => new(SchemaKind.Object, depth, info.Type, members: [.. info.Properties
        .Where(property => property is { IsExtensionData: false, Get: not null })
        .Select(property => new SchemaMember(property, Of(property, info.Options, depth + 1)))]);

    /// <summary>Whether a typed value has this shape. What the type system already ensures is not looked at again.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it is; looked at only when problems are listed.</param>
    /// <param name="found">Unless it lists the problems, the first one ends the walk.</param>
    public bool Check(object value, string path, ref ProblemSink found) => _kind switch
    {
        SchemaKind.Object => CheckMembers(value, path, ref found),
        SchemaKind.List => CheckItems((IReadOnlyList<object?>)value, path, ref found),
        SchemaKind.Any or SchemaKind.NumberOrString => JsonTextRules.Check((JsonLiteral)value, _kind, path, _depth, ref found),
        SchemaKind.String => JsonTextRules.Check(value as string ?? value.ToString(), path, ref found),
        _ => true,
    };

    /// <summary>Adds every problem of a JSON value that is not null.</summary>
    public void Check(JsonElement value, string path, List<ValidationProblem> problems)
    {
        if (!_kind.Allows(value, out var problem))
        {
            problems.Add(new(path, problem.Code, problem.Description));
        }
        else if (_kind == SchemaKind.Object)
        {
            foreach (var member in Members)
            {
                var memberPath = JsonPath.Member(path, member.Name);
                if (value.TryGetProperty(member.Name, out var json) && json.ValueKind != JsonValueKind.Null)
                {
                    member.Schema.Check(json, memberPath, problems);
                }
                else if (member.Required)
                {
                    problems.Add(member.Missing(memberPath));
                }
            }
        }
        else if (_kind == SchemaKind.List)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                var itemPath = JsonPath.Item(path, index++);
                if (item.ValueKind == JsonValueKind.Null)
                {
                    problems.Add(NullItem(itemPath));
                }
                else
                {
                    _element!.Check(item, itemPath, problems);
                }
            }
        }
    }

    /// <summary>Writes a typed value that has this shape.</summary>
    public void Write(Utf8JsonWriter writer, object value)
    {
        switch (_kind)
        {
            case SchemaKind.Object:
                writer.WriteStartObject();
                foreach (var member in Members)
                {
                    if (member.Get(value) is { } present)
                    {
                        member.Schema.WriteMember(writer, member.EncodedName, present);
                    }
                }

                WriteAdditionalMembers(writer, value);
                writer.WriteEndObject();
                break;
            case SchemaKind.List:
                writer.WriteStartArray();
                foreach (var item in (IReadOnlyList<object>)value)
                {
                    _element!.Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case SchemaKind.Timestamp:
                writer.WriteStringValue(((DateTimeOffset)value).UtcDateTime);
                break;
            case SchemaKind.Integer:
                writer.WriteNumberValue((long)value);
                break;
            case SchemaKind.Number:
                writer.WriteNumberValue((decimal)value);
                break;
            case SchemaKind.Boolean:
                writer.WriteBooleanValue((bool)value);
                break;
            case SchemaKind.String:
                writer.WriteStringValue(value as string ?? value.ToString());
                break;
            default:
                writer.WriteRawValue(((JsonLiteral)value).Text, skipInputValidation: true);
                break;
        }
    }

    // Most members are text or numbers, and the writer is quicker when it gets name and value at once.
    private void WriteMember(Utf8JsonWriter writer, JsonEncodedText name, object value)
    {
        switch (_kind)
        {
            case SchemaKind.String:
                writer.WriteString(name, value as string ?? value.ToString());
                break;
            case SchemaKind.Integer:
                writer.WriteNumber(name, (long)value);
                break;
            default:
                writer.WritePropertyName(name);
                Write(writer, value);
                break;
        }
    }

    private static EventSchema Of(JsonPropertyInfo property, JsonSerializerOptions options, int depth)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GenericTypeArguments[0];
            var element = item == typeof(string) ? new EventSchema(SchemaKind.String, depth + 1) : Of(options.GetTypeInfo(item), depth + 1);
            return new(SchemaKind.List, depth, element: element, info: options.GetTypeInfo(property.PropertyType));
        }

        return typeof(ExtensibleObject).IsAssignableFrom(type)
            ? Of(options.GetTypeInfo(type), depth)
            : new(SchemaKindRules.Of(type, property.CustomConverter), depth, info: options.GetTypeInfo(type));
    }

    private static Dictionary<string, JsonElement>? AdditionalMembersOf(object value) =>
        value is ExtensibleObject part ? part.AdditionalMembers : ((KnownEvent)value).AdditionalMembers;

    private void WriteAdditionalMembers(Utf8JsonWriter writer, object value)
    {
        if (AdditionalMembersOf(value) is not { } members)
        {
            return;
        }

        foreach (var (name, additional) in members)
        {
            // A null that a known member came with gives way to the value that the member was set to since.
            if (!_names.Contains(name) || Members.Single(member => member.Name == name).Get(value) is null)
            {
                writer.WritePropertyName(name);
                additional.WriteTo(writer);
            }
        }
    }

    private static ValidationProblem NullItem(string path) => new(path, ProblemCodes.Required, "An item of a list must not be null.");

    private bool CheckMembers(object value, string path, ref ProblemSink found)
    {
        // A derived record, or that of another kind of event, would lose its own members when it is written.
        if (value.GetType() != _type)
        {
            return found.Add(path, ProblemCodes.Type, $"The value must be exactly of type {_type!.Name}.");
        }

        var valid = true;
        found.Length += ObjectLength;
        foreach (var member in _checked)
        {
            var memberPath = found.Problems is null ? "" : JsonPath.Member(path, member.Name);
            if (member.Get(value) is { } present and not JsonLiteral { Text: "null" })
            {
                valid &= member.Schema.Check(present, memberPath, ref found);
            }
            else if (member.Required)
            {
                valid = false;
                found.Problems?.Add(member.Missing(memberPath));
            }

            if (!valid && found.Problems is null)
            {
                return false;
            }
        }

        return (AdditionalMembersOf(value) is not { } additional || JsonTextRules.Check(additional, _names, path, _depth, ref found)) && valid;
    }

    private bool CheckItems(IReadOnlyList<object?> items, string path, ref ProblemSink found)
    {
        var valid = true;
        for (var i = 0; i < items.Count && (valid || found.Problems is not null); i++)
        {
            var itemPath = found.Problems is null ? "" : JsonPath.Item(path, i);
            if (items[i] is { } item)
            {
                valid &= _element!.Check(item, itemPath, ref found);
            }
            else
            {
                valid = false;
                found.Problems?.Add(NullItem(itemPath));
            }
        }

        return valid;
    }

    // More than the names of the members and the punctuation of any one object take, divided by the greatest growth of a character.
    private const int ObjectLength = 64;
}
