using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Storage;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(RepositoryScopeConverter), typeof(EventTypeScopeConverter)])]
[JsonSerializable(typeof(RoutingTable))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(string[][]))]
internal sealed partial class RoutingJsonContext : JsonSerializerContext;
