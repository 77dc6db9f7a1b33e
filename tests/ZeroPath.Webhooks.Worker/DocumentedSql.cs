using System.Text.RegularExpressions;

namespace ZeroPath.Webhooks.Worker;

/// <summary>The statements that documents show, which the tests of the stores run.</summary>
public static partial class DocumentedSql
{
    /// <summary>The statements of a document, one text for each block.</summary>
    /// <param name="path">The document, from the root of the repository.</param>
    public static IReadOnlyList<string> Of(string path) =>
        [.. Block().Matches(Read(path)).Select(match => match.Groups["sql"].Value)];

    /// <summary>A file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path)).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ZeroPath.Webhooks.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("There is no ZeroPath.Webhooks.sln above the tests.");
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"^```sql\n(?<sql>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
