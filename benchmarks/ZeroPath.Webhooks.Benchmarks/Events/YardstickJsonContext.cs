using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Benchmarks.Events;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlainPayload))]
[JsonSerializable(typeof(OpenPayload))]
internal sealed partial class YardstickJsonContext : JsonSerializerContext;
