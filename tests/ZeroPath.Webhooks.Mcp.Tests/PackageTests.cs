using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>What a host gets with the package. The build copies the lists of what NuGet resolved beside the tests.</summary>
public class PackageTests
{
    private const int KiB = 1024;

    private static readonly string[] Added =
        ["Microsoft.Extensions.AI.Abstractions", "ModelContextProtocol", "ModelContextProtocol.AspNetCore", "ModelContextProtocol.Core"];

    [Fact]
    public void It_adds_the_protocols_sdk_to_the_closure_of_the_web_package_and_nothing_else() =>
        Closure("ZeroPath.Webhooks.Mcp").Except(Closure("ZeroPath.Webhooks.AspNetCore")).Should().BeEquivalentTo(Added);

    [Fact]
    public void The_core_and_the_web_package_know_nothing_of_it() =>
        Closure("ZeroPath.Webhooks").Concat(Closure("ZeroPath.Webhooks.AspNetCore")).Should().NotBeEmpty().And.NotIntersectWith(Added);

    [Fact]
    public void It_is_small_beside_what_it_brings_along()
    {
        Size("ZeroPath.Webhooks.Mcp").Should().BeLessThan(64 * KiB);
        Added.Sum(Size).Should().BeLessThan(3 * 1024 * KiB);
    }

    [Fact]
    public async Task Every_tool_is_in_the_documentation()
    {
        var documented = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "mcp.md"), TestContext.Current.CancellationToken);
        await using var host = await McpHost.StartAsync();

        (await (await host.ConnectAsync()).ToolsAsync()).Should().OnlyContain(tool => documented.Contains($"`{tool.Name}`"));
    }

    private static List<string> Closure(string project)
    {
        using var resolved = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, $"{project}.assets.json")));
        return
        [
            .. resolved.RootElement.GetProperty("targets").GetProperty("net10.0").EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package"
                    && library.Value.TryGetProperty("runtime", out var files)
                    && files.EnumerateObject().Any(file => !file.Name.EndsWith("_._", StringComparison.Ordinal)))
                .Select(library => library.Name.Split('/')[0]),
        ];
    }

    private static long Size(string assembly) => new FileInfo(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll")).Length;
}
