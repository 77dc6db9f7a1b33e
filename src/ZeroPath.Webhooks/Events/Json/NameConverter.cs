using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>A value that is a name on the wire. A known name is read without allocating.</summary>
internal abstract class NameConverter<T>(Func<string, T> create, Func<T, string> nameOf, params T[] known) : JsonConverter<T>, INameReader
    where T : class
{
    private readonly (byte[] Utf8, T Value)[] _known = [.. known.Select(value => (Encoding.UTF8.GetBytes(nameOf(value)), value))];

    public IEnumerable<string> Known => _known.Select(name => nameOf(name.Value));

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Read(ref reader) : throw new JsonException("The value must be a string.");

    object INameReader.Read(ref Utf8JsonReader reader) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(nameOf(value));

    private T Read(ref Utf8JsonReader reader)
    {
        foreach (var (utf8, value) in _known)
        {
            if (reader.ValueTextEquals(utf8))
            {
                return value;
            }
        }

        return create(reader.GetString()!);
    }
}
