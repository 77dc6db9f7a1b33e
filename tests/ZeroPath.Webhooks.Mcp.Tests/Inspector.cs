using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Xunit;
using ZeroPath.Webhooks.AspNetCore.Tests.Management;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>The npm package of the protocol's own inspector, installed into a folder of its own and run by Node.</summary>
public sealed class Inspector : IAsyncLifetime
{
    // The next major version takes a newer Node than Debian has.
    private const string Package = "@modelcontextprotocol/inspector@1.0.3";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcp-inspector-");
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        try
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (status, _, error) = await RunAsync(
                npm, "install", "--prefix", _folder.FullName, "--ignore-scripts", "--no-audit", "--no-fund", Package);
            _missing = status == 0 ? null : $"npm could not install {Package}: {error}";
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException)
        {
            _missing = $"Node and npm are not there, or the npm registry does not answer: {e.Message}";
        }
    }

    /// <summary>What a method of the protocol answers.</summary>
    public async Task<JsonElement> RunAsync(Uri server, string caller, string method, params string[] arguments)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        var (status, output, error) = await RunAsync(
            "node",
            [
                Path.Combine(_folder.FullName, "node_modules", "@modelcontextprotocol", "inspector", "cli", "build", "cli.js"),
                "--cli", server.ToString(), "--transport", "http", "--header", $"{CallerScheme.Header}: {caller}", "--method", method,
                .. arguments,
            ]);
        Assert.True(status == 0, $"{output} {error}");
        return JsonElement.Parse(output);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<(int Status, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            process.StandardInput.Close();
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
