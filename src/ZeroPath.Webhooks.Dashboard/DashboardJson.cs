using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>How what the page is told is written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DashboardSession))]
internal sealed partial class DashboardJson : JsonSerializerContext;
