using System.Text.RegularExpressions;
using FluentAssertions;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>
/// Parts of documents that are made from the code, between <c>&lt;!-- begin name: made from … --&gt;</c> and <c>&lt;!-- end --&gt;</c>.
/// </summary>
internal static partial class GeneratedBlocks
{
    private const string Renewal = "RENEW_DOCS";

    /// <summary>Compares a document with the code; with RENEW_DOCS in the environment, writes it anew first.</summary>
    /// <param name="path">The document.</param>
    /// <param name="textOf">The text of the block of a name.</param>
    /// <param name="count">How many blocks the document has.</param>
    public static void ShouldBeCurrent(string path, Func<string, string> textOf, int count)
    {
        var written = Document.Read(path);
        var current = Block()
            .Replace(written, block => block.Groups["begin"].Value + textOf(block.Groups["name"].Value) + block.Groups["end"].Value);
        if (Environment.GetEnvironmentVariable(Renewal) is not null)
        {
            Document.Write(path, current);
            written = current;
        }

        Block().Count(written).Should().Be(count);
        written.Should().Be(
            current,
            $"{path} follows the code: run this test with {Renewal}=1 in the environment, which writes the blocks anew, "
                + "and commit the file");
    }

    [GeneratedRegex(@"(?<begin><!-- begin (?<name>\w+)\b[^>]*-->\n).*?(?<end><!-- end -->)", RegexOptions.Singleline)]
    private static partial Regex Block();
}
