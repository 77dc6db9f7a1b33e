using System.Text.Json.Serialization;
using ZeroPath.Webhooks.Routing;

namespace ZeroPath.Webhooks.Storage;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(RepositoryScopeConverter), typeof(EventTypeScopeConverter)])]
[JsonSerializable(typeof(RoutingConfiguration))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(string[][]))]
internal sealed partial class RoutingJsonContext : JsonSerializerContext;
