using System.Text.Json.Serialization;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>How endpoints and subscriptions are written into rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(RepositoryScopeConverter), typeof(EventTypeScopeConverter)])]
[JsonSerializable(typeof(WebhookEndpoint))]
[JsonSerializable(typeof(WebhookSubscription))]
[JsonSerializable(typeof(SealedSecrets))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(SigningSecret[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(string[][]))]
internal sealed partial class RoutingJsonContext : JsonSerializerContext;
