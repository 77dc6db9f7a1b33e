using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace ZeroPath.Webhooks.Tool.Tests;

/// <summary>The built tool, as a process.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process _process;

    private ToolProcess(string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ZeroPath.Webhooks.Tool.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ToolProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(arguments, environment);

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Its exit code, and all that it has written.</returns>
    public static async Task<(int Code, string Text)> RunAsync(params string[] arguments) => await RunAsync(arguments, null, "");

    /// <inheritdoc cref="RunAsync(string[])"/>
    public static async Task<(int Code, string Text)> RunAsync(
        string[] arguments, IReadOnlyDictionary<string, string>? environment, string input = "")
    {
        using var tool = Start(arguments, environment);
        await tool._process.StandardInput.WriteAsync(input);
        tool._process.StandardInput.Close();
        return await tool.EndAsync();
    }

    /// <summary>The result of a command that ends with 0 and has been asked for JSON.</summary>
    public static async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (code, text) = await RunAsync([.. arguments, "--json"]);
        Assert.True(code == 0, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<string> NextLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(Token) ?? throw new InvalidOperationException("It has ended.");

    public async Task<(int Code, string Text)> EndAsync()
    {
        var output = await Task.WhenAll(_process.StandardOutput.ReadToEndAsync(Token), _process.StandardError.ReadToEndAsync(Token));
        await _process.WaitForExitAsync(Token);
        return (_process.ExitCode, string.Concat(output));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
