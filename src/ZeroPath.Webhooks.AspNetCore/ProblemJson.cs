using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using ZeroPath.Webhooks.AspNetCore.Management;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(IReadOnlyList<ValidationProblem>))]
[JsonSerializable(typeof(IReadOnlyList<WebhooksProblemItem>))]
internal sealed partial class ProblemJson : JsonSerializerContext;
