using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

/// <summary><c>null</c> for all, else two lists: ids, names.</summary>
internal sealed class RepositoryScopeConverter : JsonConverter<RepositoryScope>
{
    public override bool HandleNull => true;

    public override RepositoryScope Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, RoutingJsonContext.Default.StringArrayArray) is [{ } ids, { } names]
            ? new() { Ids = ids, Names = names }
            : RepositoryScope.All;

    public override void Write(Utf8JsonWriter writer, RepositoryScope value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer, value.IsAll ? null : [[.. value.Ids], [.. value.Names]], RoutingJsonContext.Default.StringArrayArray!);
}
