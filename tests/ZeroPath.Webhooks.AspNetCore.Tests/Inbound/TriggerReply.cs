using System.Net;
using System.Text.Json;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

/// <summary>What a caller gets.</summary>
internal sealed record TriggerReply(HttpStatusCode Status, IReadOnlyList<string> Headers, string Body)
{
    public string Id() => JsonElement.Parse(Body).GetProperty("executionId").GetString()!;
}
