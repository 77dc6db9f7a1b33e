using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Storage;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(InboundTrigger))]
internal sealed partial class InboundJsonContext : JsonSerializerContext;
