using System.Text.RegularExpressions;
using System.Xml.Linq;
using ZeroPath.Webhooks.Tests.Architecture;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>The documents for users, and the code in them.</summary>
internal static partial class Document
{
    /// <summary>The paths of all documents, the packages' readmes too, whose code is compiled and whose commands are run.</summary>
    public static string[] All { get; } =
    [
        "README.md",
        .. Directory.GetFiles(Full("docs"), "*.md", SearchOption.AllDirectories).Concat(Directory.GetDirectories(Full("src"))
                .Select(package => Path.Combine(package, "README.md")).Where(File.Exists))
            .Select(path => Path.GetRelativePath(Full(""), path).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    public static string Read(string path) => File.ReadAllText(Full(path)).Replace("\r\n", "\n", StringComparison.Ordinal);

    public static void Write(string path, string text) => File.WriteAllText(Full(path), text);

    /// <summary>The blocks of a language, such as <c>csharp</c>.</summary>
    public static IEnumerable<string> CodeOf(string path, string language) => Fences().Matches(Read(path))
        .Where(match => match.Groups["language"].Value == language)
        .Select(match => WithoutMargin(match.Groups["code"].Value));

    /// <summary>The code between <c>#region name</c> and <c>#endregion</c> in the files beside this one.</summary>
    public static Dictionary<string, string> Regions() =>
        Directory.GetFiles(Full("tests/ZeroPath.Webhooks.Tests/Guide"), "*.cs").Select(Read)
            .SelectMany(source => RegionsOfSource().Matches(source))
            .ToDictionary(match => match.Groups["name"].Value, match => WithoutMargin(match.Groups["code"].Value));

    /// <summary>The packages that the tests use, without the ending of a file.</summary>
    public static IEnumerable<string> Packages() =>
        Directory.GetFiles(Full("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(package => Path.Combine(AppContext.BaseDirectory, Path.GetFileNameWithoutExtension(package)))
            .Where(package => File.Exists($"{package}.dll") && File.Exists($"{package}.xml"));

    /// <summary>
    /// The code of the examples in the documentation of members, of all packages, but for what leaves something out: <c>{ … }</c>.
    /// </summary>
    public static IEnumerable<string> Examples() =>
        Packages().SelectMany(package => XDocument.Load($"{package}.xml").Descendants("example").Descendants("code"))
            .Select(code => WithoutMargin(code.Value.Trim('\n'))).Where(code => !code.Contains("{ … }", StringComparison.Ordinal));

    private static string Full(string path) => Path.Combine(RepositoryTests.Root(), path);

    private static string WithoutMargin(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var margin = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Concat(lines.Select(line => (line.Length > margin ? line[margin..] : "") + "\n"));
    }

    [GeneratedRegex(@"^ *```(?<language>\w+)\n(?<code>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"^ *#region (?<name>\w+)\n(?<code>.*?)^ *#endregion$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex RegionsOfSource();
}
