using System.Diagnostics;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>Runs the requests of a document with the shell and curl.</summary>
internal static class Curl
{
    // Every status from 400 on is a failure; what curl says of its progress is not asked for.
    private const string Strict = "set -eu; curl() { command curl --fail-with-body --silent --show-error \"$@\"; echo; }\n";

    public static bool IsOne(string script) => script.StartsWith("curl ", StringComparison.Ordinal);

    /// <returns>What was printed, and how it ended.</returns>
    public static async Task<(int Code, string Text)> RunAsync(string script, params IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo("bash", ["-c", Strict + script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
