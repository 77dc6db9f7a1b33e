using System.Text.Json;
using ZeroPath.Webhooks.AspNetCore.Tests.Management;
using ZeroPath.Webhooks.Tests.Signing;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>The npm package of the protocol's own inspector. Its next major version takes a newer Node than Debian has.</summary>
public sealed class Inspector : NodeFolder
{
    /// <summary>What a method of the protocol answers.</summary>
    public async Task<JsonElement> RunAsync(Uri server, string caller, string method, params string[] arguments) =>
        JsonElement.Parse(await RunNodeAsync(
            "",
            [
                System.IO.Path.Combine(Path, "node_modules", "@modelcontextprotocol", "inspector", "cli", "build", "cli.js"),
                "--cli", server.ToString(), "--transport", "http", "--header", $"{CallerScheme.Header}: {caller}", "--method", method,
                .. arguments,
            ]));
}
