using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Signing;

/// <summary>
/// The npm packages of a test project, as its <c>npm/package-lock.json</c> says, installed beside the tests for Node to run.
/// </summary>
public abstract class NodeFolder : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private string? _missing;

    /// <summary>Where the packages are, and where files for scripts can be.</summary>
    public string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "npm");

    public async ValueTask InitializeAsync()
    {
        try
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (status, _, error) = await StartAsync(npm, "", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            _missing = status == 0 ? null : $"npm ci failed: {error}";
            await StartAsync("node", "", "--version");
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException)
        {
            _missing = $"Node and npm are not there, or the npm registry does not answer: {e.Message}";
        }
    }

    /// <summary>What Node prints.</summary>
    public async Task<string> RunNodeAsync(string input, params string[] arguments)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        var (status, output, error) = await StartAsync("node", input, arguments);
        Assert.True(status == 0, error + output);
        return output;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private async Task<(int Status, string Output, string Error)> StartAsync(string program, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Checks of documents are nobody else's business.
            Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" },
        })!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
