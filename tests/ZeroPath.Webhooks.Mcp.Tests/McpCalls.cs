using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>Calls of tools, and what came of them.</summary>
internal static class McpCalls
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<IReadOnlyList<McpClientTool>> ToolsAsync(this McpClient client) =>
        [.. await client.ListToolsAsync(cancellationToken: Token)];

    /// <param name="client">The client.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="json">The arguments.</param>
    public static async Task<CallToolResult> CallAsync(this McpClient client, string tool, string json = "{}") =>
        await client.CallToolAsync(
        new CallToolRequestParams
        {
            Name = tool,
            Arguments = JsonElement.Parse(json).EnumerateObject().ToDictionary(item => item.Name, item => item.Value),
        }, Token);

    /// <summary>What a call shows; the test fails if it was refused.</summary>
    public static async Task<JsonElement> ShowAsync(this McpClient client, string tool, string json = "{}")
    {
        var result = await client.CallAsync(tool, json);
        Assert.True(result.IsError is not true, result.Text());
        return result.StructuredContent!.Value.GetProperty("result");
    }

    /// <summary>Why a call is refused; the test fails if it is not.</summary>
    public static async Task<string> RefusalAsync(this McpClient client, string tool, string json = "{}")
    {
        var result = await client.CallAsync(tool, json);
        Assert.True(result.IsError, result.Text());
        Assert.Null(result.StructuredContent);
        return result.Text();
    }

    public static string Text(this CallToolResult result) =>
        string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));

    public static IReadOnlyList<string> Ids(this JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
}
