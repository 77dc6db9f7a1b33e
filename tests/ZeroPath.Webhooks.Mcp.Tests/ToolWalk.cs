using System.Text.Json.Nodes;
using ModelContextProtocol.Client;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>Arguments for every tool that is listed, whichever those are: a new one cannot be forgotten.</summary>
internal static class ToolWalk
{
    /// <summary>What a tool must be given, so that all is right as far as that can be told without looking.</summary>
    public static string Of(McpClientTool tool, Func<string, string> idOf)
    {
        var arguments = new JsonObject();
        foreach (var name in tool.JsonSchema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!))
        {
            arguments[name] = name switch
            {
                "If-Match" => "*",
                "name" or "reason" => "x",
                "url" => "https://x.example.com/",
                "from" => "2026-01-01T00:00:00Z",
                "subscription" => new JsonObject { ["endpointId"] = idOf("endpointId") },
                _ when name.EndsWith("Id", StringComparison.Ordinal) => idOf(name),
                _ => throw new InvalidOperationException($"Say what to write for {name} of {tool.Name}."),
            };
        }

        return arguments.ToJsonString();
    }

    /// <summary>Whether a tool is told which thing it is about.</summary>
    public static bool TakesId(McpClientTool tool) => tool.JsonSchema.GetProperty("required").EnumerateArray()
        .Any(name => name.GetString() is "subscription" || name.GetString()!.EndsWith("Id", StringComparison.Ordinal));

    public static bool IsReadOnly(McpClientTool tool) => tool.ProtocolTool.Annotations!.ReadOnlyHint == true;
}
