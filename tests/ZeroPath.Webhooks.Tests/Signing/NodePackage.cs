using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Signing;

/// <summary>An independent implementation: the npm package of Standard Webhooks, installed into a folder of its own and run by Node.</summary>
public sealed class NodePackage : IAsyncLifetime
{
    private const string Package = "standardwebhooks@1.1.1";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("standardwebhooks-");
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        try
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (status, _, error) = await RunAsync(npm, "", "install", "--prefix", _folder.FullName, "--ignore-scripts", "--no-audit", "--no-fund", Package);
            _missing = status == 0 ? null : $"npm could not install {Package}: {error}";
            await RunAsync("node", "", "--version");
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException)
        {
            _missing = $"Node and npm are not there, or the npm registry does not answer: {e.Message}";
        }
    }

    /// <summary>What a script prints, which gets <paramref name="input"/> as <c>input</c> and the package as <c>Webhook</c>.</summary>
    public async Task<string> RunAsync(string script, string input)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        const string head = "const { Webhook } = require('standardwebhooks'); const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));";
        var (status, output, error) = await RunAsync("node", input, "-e", head + script);
        Assert.True(status == 0, error);
        return output;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<(int Status, string Output, string Error)> RunAsync(string program, string input, params string[] arguments)
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
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
