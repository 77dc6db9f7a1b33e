using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

internal sealed partial class EventSchema
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    /// <summary>Reads the value that the reader stands on. Null when it does not fit; <see cref="PayloadDiagnostics"/> finds out why.</summary>
    public object? TryRead(ref Utf8JsonReader reader)
    {
        var token = reader.TokenType;
        switch (_kind)
        {
            case SchemaKind.Object:
                return token == JsonTokenType.StartObject ? TryReadObject(ref reader) : null;
            case SchemaKind.List:
                return token == JsonTokenType.StartArray ? TryReadList(ref reader) : null;
            case SchemaKind.String:
                return token == JsonTokenType.String ? ReadString(ref reader) : null;
            case SchemaKind.Timestamp:
                return token == JsonTokenType.String && TimestampConverter.TryRead(ref reader, out var time) ? time : null;
            case SchemaKind.Integer:
                return token == JsonTokenType.Number && reader.TryGetInt64(out var integer) ? integer : null;
            case SchemaKind.Number:
                return token == JsonTokenType.Number && ExactDecimalConverter.TryRead(ref reader, out var number) ? number : null;
            case SchemaKind.Boolean:
                return token is JsonTokenType.True or JsonTokenType.False ? token == JsonTokenType.True : null;
            case SchemaKind.NumberOrString when token is not (JsonTokenType.Number or JsonTokenType.String):
                return null;
            default:
                return JsonLiteralConverter.Read(ref reader);
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "The generated metadata refers to the constructors.")]
    private object? TryReadObject(ref Utf8JsonReader reader)
    {
        // Its members are set below, the required ones without exception: a constructor would do nothing.
        var value = RuntimeHelpers.GetUninitializedObject(_type!);
        var additional = default(Dictionary<string, JsonElement>);
        var (seen, next) = (0UL, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IndexOf(ref reader, next) is not (>= 0 and var index))
            {
                var name = reader.GetString()!;
                reader.Read();
                if (!(additional ??= []).TryAdd(name, JsonSerializer.Deserialize(ref reader, WebhookJson.TypeInfo<JsonElement>())))
                {
                    return null;
                }

                continue;
            }

            var member = Members[index];
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
            else if (member.Schema.TryRead(ref reader) is { } item)
            {
                member.Set(value, item);
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

        return (seen & _required) == _required ? value : null;
    }

    /// <summary>Documents mostly have their members in the order in which they are declared.</summary>
    private int IndexOf(ref Utf8JsonReader reader, int expected)
    {
        for (var i = expected; i < Members.Length; i++)
        {
            if (reader.ValueTextEquals(Members[i].EncodedName.EncodedUtf8Bytes))
            {
                return i;
            }
        }

        for (var i = 0; i < expected; i++)
        {
            if (reader.ValueTextEquals(Members[i].EncodedName.EncodedUtf8Bytes))
            {
                return i;
            }
        }

        return -1;
    }

    private object ReadString(ref Utf8JsonReader reader) => _info!.Converter is INameReader names ? names.Read(ref reader) : reader.GetString()!;

    private object? TryReadList(ref Utf8JsonReader reader)
    {
        var list = JsonSerializer.Deserialize(ref reader, _info!);
        return ((IReadOnlyList<object?>)list!).Contains(null) ? null : list;
    }

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
