using System.Text;
using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>Reads typed values by their schema, and gives up at the first thing that is wrong.</summary>
/// <remarks>
/// It takes half the time of System.Text.Json's metadata, which tracks required and duplicated members in lists of their own, and keeps
/// what that loses: nulls and spellings (<see cref="Spelling"/>).
/// </remarks>
internal static class SchemaReader
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    /// <summary>
    /// Reads the value that the reader stands on. Null when it does not fit; <see cref="PayloadDiagnostics"/> finds out why.
    /// </summary>
    public static object? TryRead(EventSchema schema, ref Utf8JsonReader reader)
    {
        var token = reader.TokenType;
        switch (schema.Kind)
        {
            case SchemaKind.Object:
                return token == JsonTokenType.StartObject ? TryReadObject(schema, ref reader) : null;
            case SchemaKind.List:
                return token == JsonTokenType.StartArray ? TryReadList(schema, ref reader) : null;
            case SchemaKind.String:
                return token != JsonTokenType.String ? null : schema.Names is { } names ? names.Read(ref reader) : reader.GetString();
            case SchemaKind.Timestamp:
                return token == JsonTokenType.String && TimestampConverter.TryRead(ref reader, out var time) ? time : null;
            case SchemaKind.Integer when token == JsonTokenType.Number:
                return reader.TryGetInt64(out var integer)
                    ? integer
                    : JsonNumber.IsInteger(TextOf(ref reader), out var spelt)
                    ? spelt
                    : null;
            case SchemaKind.Number when token == JsonTokenType.Number:
                return JsonNumber.IsDecimal(TextOf(ref reader), out var number) ? number : null;
            case SchemaKind.Boolean:
                return token is JsonTokenType.True or JsonTokenType.False ? token == JsonTokenType.True : null;
            case SchemaKind.NumberOrString when token is JsonTokenType.Number or JsonTokenType.String:
            case SchemaKind.Any:
                return JsonLiteralConverter.Read(ref reader);
            default:
                return null;
        }
    }

    private static object? TryReadObject(EventSchema schema, ref Utf8JsonReader reader)
    {
        var value = schema.Create();
        var additional = default(Dictionary<string, JsonElement>);
        var (seen, next) = (0UL, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IndexOf(schema.Members, ref reader, next) is not (>= 0 and var index))
            {
                var name = reader.GetString()!;
                reader.Read();
                if (!(additional ??= []).TryAdd(name, ReadElement(ref reader)))
                {
                    return null;
                }

                continue;
            }

            var member = schema.Members[index];
            if ((seen & (1UL << index)) != 0)
            {
                return null;
            }

            reader.Read();
            seen |= 1UL << index;
            next = index + 1;
            if (reader.TokenType == JsonTokenType.Null && !member.Required)
            {
                // Absent by the rules (D10), and yet to be given back (D6).
                (additional ??= []).Add(member.Name, Null);
            }
            else if (TryRead(member.Schema, ref reader) is { } item)
            {
                member.Set(value, item);
                if (reader.TokenType == JsonTokenType.Number && Spelling.IsLost(item, reader.ValueSpan))
                {
                    (additional ??= []).Add(member.Name, ReadElement(ref reader));
                }
            }
            else
            {
                return null;
            }
        }

        if (additional is not null)
        {
            SetAdditionalMembers(value, additional);
        }

        return (seen & schema.Required) == schema.Required ? value : null;
    }

    /// <summary>Documents mostly have their members in the order in which they are declared.</summary>
    private static int IndexOf(SchemaMember[] members, ref Utf8JsonReader reader, int expected)
    {
        for (var i = expected; i < members.Length; i++)
        {
            if (reader.ValueTextEquals(members[i].EncodedName.EncodedUtf8Bytes))
            {
                return i;
            }
        }

        for (var i = 0; i < expected; i++)
        {
            if (reader.ValueTextEquals(members[i].EncodedName.EncodedUtf8Bytes))
            {
                return i;
            }
        }

        return -1;
    }

    private static object? TryReadList(EventSchema schema, ref Utf8JsonReader reader)
    {
        var items = new List<object>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (TryRead(schema.Element!, ref reader) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return schema.ToList(items);
    }

    private static JsonElement ReadElement(ref Utf8JsonReader reader) =>
        JsonSerializer.Deserialize(ref reader, WebhookJson.TypeInfo<JsonElement>());

    private static string TextOf(ref Utf8JsonReader reader) => Encoding.UTF8.GetString(reader.ValueSpan);

    private static void SetAdditionalMembers(object value, Dictionary<string, JsonElement> additional)
    {
        if (value is ExtensibleObject part)
        {
            part.AdditionalMembers = additional;
        }
        else
        {
            ((KnownEvent)value).AdditionalMembers = additional;
        }
    }
}
