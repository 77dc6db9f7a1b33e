using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(InboundTrigger))]
internal sealed partial class InboundJsonContext : JsonSerializerContext;
