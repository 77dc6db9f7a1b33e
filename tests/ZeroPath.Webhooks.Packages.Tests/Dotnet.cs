using System.Diagnostics;
using Xunit;

namespace ZeroPath.Webhooks.Packages.Tests;

/// <summary>Programs, such as the SDK's, as a stranger runs them.</summary>
internal static class Dotnet
{
    /// <summary>Runs the SDK's program to its end, which must be a good one.</summary>
    /// <returns>What it has written.</returns>
    public static Task<string> RunAsync(string folder, params string[] arguments) => RunProgramAsync("dotnet", folder, arguments);

    /// <inheritdoc cref="RunAsync"/>
    public static async Task<string> RunProgramAsync(string program, string folder, params string[] arguments)
    {
        using var process = Start(program, folder, arguments);
        process.StandardInput.Close();
        var output = string.Concat(await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
        return output;
    }

    public static Process Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What runs these tests has settings of its own for the build.
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)))
        {
            start.Environment.Remove(name);
        }

        // No process shall outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        return Process.Start(start)!;
    }
}
