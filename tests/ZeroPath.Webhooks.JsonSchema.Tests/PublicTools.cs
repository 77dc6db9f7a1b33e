using ZeroPath.Webhooks.Tests.Signing;

namespace ZeroPath.Webhooks.JsonSchema.Tests;

/// <summary>What other people read schemas and documents with.</summary>
public sealed class PublicTools : NodeFolder
{
    public async Task WriteAsync(string name, string text) => await File.WriteAllTextAsync(System.IO.Path.Combine(Path, name), text);

    /// <summary>What the command of a package prints.</summary>
    public Task<string> RunCommandAsync(string command, params string[] arguments) =>
        RunNodeAsync("", [System.IO.Path.Combine("node_modules", command), .. arguments]);

    /// <summary>What a script prints, which gets <paramref name="input"/> as <c>input</c>.</summary>
    public Task<string> RunScriptAsync(string script, string input) =>
        RunNodeAsync(input, "-e", $"const input = require('fs').readFileSync(0, 'utf8'); {script}");
}
