namespace ZeroPath.Webhooks.Tests.Signing;

/// <summary>An independent implementation: the npm package of Standard Webhooks.</summary>
public sealed class NodePackage : NodeFolder
{
    private const string Head =
        "const { Webhook } = require('standardwebhooks'); const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));";

    /// <summary>What a script prints, which gets <paramref name="input"/> as <c>input</c> and the package as <c>Webhook</c>.</summary>
    public Task<string> RunAsync(string script, string input) => RunNodeAsync(input, "-e", Head + script);
}
