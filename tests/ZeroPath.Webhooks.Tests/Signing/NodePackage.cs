using Xunit;

namespace ZeroPath.Webhooks.Tests.Signing;

/// <summary>
/// What is run by Node: an independent implementation, which is the npm package of Standard Webhooks, and receivers. It is installed once
/// for all tests of its collection.
/// </summary>
[CollectionDefinition(nameof(NodePackage))]
public sealed class NodePackage : NodeFolder, ICollectionFixture<NodePackage>
{
    private const string Head =
        "const { Webhook } = require('standardwebhooks'); const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));";

    /// <summary>What a script prints, which gets <paramref name="input"/> as <c>input</c> and the package as <c>Webhook</c>.</summary>
    public Task<string> RunAsync(string script, string input) => RunNodeAsync(input, "-e", Head + script);
}
