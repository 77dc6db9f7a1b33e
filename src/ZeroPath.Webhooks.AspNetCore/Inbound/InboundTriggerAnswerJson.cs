using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.AspNetCore.Inbound;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InboundTriggerAnswer))]
internal sealed partial class InboundTriggerAnswerJson : JsonSerializerContext;
