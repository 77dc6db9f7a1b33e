using System.Diagnostics;
using System.Globalization;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>One of the documentation's receivers, run by Node on this machine.</summary>
internal sealed class ExpressReceiver : IDisposable
{
    private readonly Process _process;

    private ExpressReceiver(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <param name="folder">Where the npm packages are.</param>
    /// <param name="name">Which receiver.</param>
    /// <param name="variable">The variable of the environment that it compares with; null for none.</param>
    /// <param name="secret">That variable's value.</param>
    public static async Task<ExpressReceiver> StartAsync(string folder, string name, string? variable, string secret)
    {
        var start = new ProcessStartInfo("node", ["receivers/serve.js", name])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (variable is not null)
        {
            start.Environment[variable] = secret;
        }

        var process = Process.Start(start)!;
        var port = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        return new(process, new($"http://127.0.0.1:{port}/webhooks/zeropath"));
    }

    /// <summary>Ends it.</summary>
    /// <returns>The bodies that it went on to process.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        _process.StandardInput.Close();
        return (await _process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
