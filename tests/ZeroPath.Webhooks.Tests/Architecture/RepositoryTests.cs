using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Architecture;

public partial class RepositoryTests
{
    private static readonly string[] Sources = Code("src");

    // A file is named after its type, as the next test holds: Name.cs, and Name.Part.cs for another part of it.
    [Fact]
    public void No_type_has_more_than_300_lines_in_all_its_files() =>
        Sources.GroupBy(path => Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(path).Split('.')[0]))
            .Select(type => (Lines: type.Sum(path => File.ReadLines(path).Count()), Type: Path.GetRelativePath(Root(), type.Key)))
            .Where(type => type.Lines > 300).OrderDescending().Should().BeEmpty();

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    [InlineData("benchmarks")]
    public void No_line_has_more_than_140_columns(string folder) =>
        Code(folder).SelectMany(path => File.ReadLines(path).Index().Where(line => line.Item.Length > 140)
                .Select(line => $"{Path.GetRelativePath(Root(), path)}:{line.Index + 1}"))
            .Should().BeEmpty();

    [Fact]
    public void A_file_has_one_top_level_type_named_as_the_file()
    {
        foreach (var path in Sources)
        {
            TopLevelType().Matches(File.ReadAllText(path)).Select(match => match.Groups["name"].Value)
                .Should().Equal([Path.GetFileName(path).Split('.')[0]], path);
        }
    }

    [Fact]
    public void Every_public_member_is_documented()
    {
        var assembly = typeof(WebhookRegistry).Assembly;
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Select(member => member.Attribute("name")!.Value.Split('(')[0].Split('`')[0]).ToHashSet();

        var undocumented = assembly.GetExportedTypes().SelectMany(Names).Where(name => !documented.Contains(name.Split('`')[0]));

        undocumented.Should().BeEmpty();
    }

    private static IEnumerable<string> Names(Type type)
    {
        yield return $"T:{type.FullName!.Replace("+", ".", StringComparison.Ordinal)}";
        foreach (
            var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        {
            // What the compiler writes for a record or an enum needs no words, nor does a positional member: its parameter has them.
            var isGenerated = member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
                || member.Name.Contains('<');
            var isPositional = member is PropertyInfo && type.GetConstructors().Any(constructor =>
                constructor.GetParameters().Any(parameter => parameter.Name == member.Name));
            if (!isGenerated && !isPositional
                && (member is PropertyInfo or FieldInfo { IsSpecialName: false } or MethodInfo { IsSpecialName: false }))
            {
                var kind = member is PropertyInfo ? 'P' : member is FieldInfo ? 'F' : 'M';
                yield return $"{kind}:{type.FullName!.Replace("+", ".", StringComparison.Ordinal)}.{member.Name}";
            }
        }
    }

    internal static string[] Code(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")),
    ];

    internal static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ZeroPath.Webhooks.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("There is no ZeroPath.Webhooks.sln above the tests.");
        }

        return directory.FullName;
    }

    [GeneratedRegex(
        @"^(?:(?:public|internal|static|sealed|abstract|partial|readonly|ref) )*"
        + @"(?:class|record struct|record|struct|interface|enum|delegate \S+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
