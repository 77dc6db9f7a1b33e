using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Storage;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FailureNoticeBody))]
internal sealed partial class FailureNoticeJson : JsonSerializerContext;
