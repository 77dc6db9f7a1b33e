using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// What a JSON value must look like, by System.Text.Json's own metadata. Writes typed values; checks typed and JSON values alike.
/// </summary>
/// <remarks>It writes quicker than System.Text.Json, which generates no code that writes for classes with extension data.</remarks>
internal sealed class EventSchema
{
    private const int MaxMembers = 64;

    private readonly JsonTypeInfo? _info;
    private readonly int _depth;
    private readonly SchemaMember[] _checked;
    private readonly Dictionary<string, SchemaMember> _byName;

    private EventSchema(
        SchemaKind kind, int depth, JsonTypeInfo? info = null, EventSchema? element = null, IReadOnlyList<SchemaMember>? members = null)
    {
        Kind = kind;
        _depth = depth;
        _info = info;
        Names = info?.Converter as INameReader;
        Element = element;
        Members = members is null ? [] : [.. members];
        _checked = [.. Members.Where(member => member.NeedsCheck)];
        _byName = Members.ToDictionary(member => member.Name);
        if (Members.Length > MaxMembers)
        {
            throw new NotSupportedException($"{info!.Type} has {Members.Length} members; {MaxMembers} can be told apart.");
        }

        for (var i = 0; i < Members.Length; i++)
        {
            Required |= Members[i].Required ? 1UL << i : 0;
        }
    }

    public SchemaKind Kind { get; }

    /// <summary>Of an object, its class; of a list, that of its items.</summary>
    public Type Type => _info!.Type;

    /// <summary>Of an object, in the order in which they are written.</summary>
    public SchemaMember[] Members { get; }

    /// <summary>A bit for each member that is required.</summary>
    public ulong Required { get; }

    /// <summary>Reads a string whose class is not a string.</summary>
    public INameReader? Names { get; }

    /// <summary>Of a list's items.</summary>
    public EventSchema? Element { get; }

    /// <param name="info">The class.</param>
    /// <param name="depth">How deep in a payload its object lies; the payload itself is 1.</param>
    public static EventSchema Of(JsonTypeInfo info, int depth) => new(SchemaKind.Object, depth, info, members: [.. info.Properties
        .Where(property => property is { IsExtensionData: false, Get: not null })
        .Select(property => new SchemaMember(property, Of(property, info.Options, depth + 1)))]);

    /// <summary>An object whose members are yet to be set, the required ones without exception.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The generated metadata refers to the constructors.")]
    public object Create() => Activator.CreateInstance(_info!.Type)!;

    /// <summary>A list of the type that a property takes.</summary>
    public object ToList(List<object> items) => _info switch
    {
        JsonTypeInfo<string> => items.ConvertAll(item => (string)item),
        JsonTypeInfo<AffectedIssue> => items.ConvertAll(item => (AffectedIssue)item),
        _ => throw new NotSupportedException($"No rule says how a list of {_info!.Type} is made."),
    };

    /// <summary>Whether a typed value keeps this schema. What the type system already ensures is not looked at again.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it is; looked at only when problems are listed.</param>
    /// <param name="found">Unless it lists the problems, the first one ends the walk.</param>
    public bool Check(object value, string path, ref ProblemSink found) => Kind switch
    {
        SchemaKind.Object => CheckMembers(value, path, ref found),
        SchemaKind.List => CheckItems((IReadOnlyList<object?>)value, path, ref found),
        SchemaKind.Any or SchemaKind.NumberOrString => JsonTextRules.Check((JsonLiteral)value, Kind, path, _depth, ref found),
        SchemaKind.String => JsonTextRules.Check(value as string ?? value.ToString(), path, ref found),
        _ => true,
    };

    /// <summary>Adds every problem of a JSON value that is not null.</summary>
    public void Check(JsonElement value, string path, List<ValidationProblem> problems)
    {
        if (!Kind.Allows(value, out var problem))
        {
            problems.Add(new(path, problem.Code, problem.Description));
        }
        else if (Kind == SchemaKind.Object)
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
        else if (Kind == SchemaKind.List)
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
                    Element!.Check(item, itemPath, problems);
                }
            }
        }
    }

    /// <summary>Writes a typed value that keeps this schema.</summary>
    public void Write(Utf8JsonWriter writer, object value)
    {
        switch (Kind)
        {
            case SchemaKind.Object:
                writer.WriteStartObject();
                WriteMembers(writer, value, AdditionalMembersOf(value));
                writer.WriteEndObject();
                break;
            case SchemaKind.List:
                writer.WriteStartArray();
                foreach (var item in (IReadOnlyList<object>)value)
                {
                    Element!.Write(writer, item);
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
        switch (Kind)
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
            return new(SchemaKind.List, depth, options.GetTypeInfo(item), element);
        }

        return typeof(ExtensibleObject).IsAssignableFrom(type)
            ? Of(options.GetTypeInfo(type), depth)
            : new(SchemaKindRules.Of(type, property.CustomConverter), depth, options.GetTypeInfo(type));
    }

    private static Dictionary<string, JsonElement>? AdditionalMembersOf(object value) =>
        value is ExtensibleObject part ? part.AdditionalMembers : ((KnownEvent)value).AdditionalMembers;

    private void WriteMembers(Utf8JsonWriter writer, object value, Dictionary<string, JsonElement>? additional)
    {
        foreach (var member in Members)
        {
            if (member.Get(value) is { } present && (additional is null || !additional.ContainsKey(member.Name)))
            {
                member.Schema.WriteMember(writer, member.EncodedName, present);
            }
        }

        if (additional is not null)
        {
            WriteAdditionalMembers(writer, value, additional);
        }
    }

    private void WriteAdditionalMembers(Utf8JsonWriter writer, object value, Dictionary<string, JsonElement> additional)
    {
        foreach (var (name, json) in additional)
        {
            var member = _byName.GetValueOrDefault(name);
            if (member?.Get(value) is var typed && (member is null || Spelling.IsOf(typed, json)))
            {
                writer.WritePropertyName(name);
                json.WriteTo(writer);
            }
            else if (typed is not null)
            {
                // Set since it came.
                member!.Schema.WriteMember(writer, member.EncodedName, typed);
            }
        }
    }

    private static ValidationProblem NullItem(string path) => new(path, ProblemCodes.Required, "An item of a list must not be null.");

    private bool CheckMembers(object value, string path, ref ProblemSink found)
    {
        // A derived class, or that of another kind of event, would lose its own members when it is written.
        if (value.GetType() != _info!.Type)
        {
            return found.Add(path, ProblemCodes.Type, $"The value must be exactly of type {_info.Type.Name}.");
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

        var additional = AdditionalMembersOf(value);
        return (additional is null || JsonTextRules.Check(additional, HasPropertyFor, path, _depth, ref found)) && valid;
    }

    private bool HasPropertyFor(string name, JsonElement value) =>
        _byName.TryGetValue(name, out var member) && !Spelling.IsKept(member.Schema.Kind, value);

    private bool CheckItems(IReadOnlyList<object?> items, string path, ref ProblemSink found)
    {
        var valid = true;
        for (var i = 0; i < items.Count && (valid || found.Problems is not null); i++)
        {
            var itemPath = found.Problems is null ? "" : JsonPath.Item(path, i);
            if (items[i] is { } item)
            {
                valid &= Element!.Check(item, itemPath, ref found);
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
