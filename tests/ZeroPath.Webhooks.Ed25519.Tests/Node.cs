using System.Diagnostics;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Ed25519;

/// <summary>Node's own crypto, which knows nothing of this library.</summary>
internal static class Node
{
    private const string Head = "const crypto = require('crypto'); const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));";

    /// <summary>What a script prints, which gets <paramref name="input"/> as <c>input</c>.</summary>
    public static async Task<string> RunAsync(string script, string input)
    {
        using var process = Process.Start(new ProcessStartInfo("node", ["-e", Head + script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var token = TestContext.Current.CancellationToken;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(token), process.StandardError.ReadToEndAsync(token));
        await process.WaitForExitAsync(token);
        Assert.True(process.ExitCode == 0, await error);
        return (await output).Trim();
    }
}
