using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.AspNetCore.Receiver;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ReceiverJsonContext : JsonSerializerContext;
