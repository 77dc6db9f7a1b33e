using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Readme;

public partial class ReadmeTests
{
    private static readonly string Readme = Read("README.md");

    public static TheoryData<string> Examples => new(Regions().Keys);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Code_of_the_readme_is_code_that_compiles(string region) => CodeOf("csharp").Should().Contain(Regions()[region]);

    [Fact]
    public void The_readme_has_no_other_code() => CodeOf("csharp").Should().BeSubsetOf(Regions().Values);

    internal static IEnumerable<string> CodeOf(string language) =>
        Fences().Matches(Readme).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value);

    private static Dictionary<string, string> Regions() => RegionsOfSource().Matches(Read("ReadmeExamples.cs")).ToDictionary(
        match => match.Groups[1].Value,
        match => string.Concat(match.Groups[2].Value.Split('\n').SkipLast(1).Select(line => line.Length > 8 ? line[8..] + "\n" : "\n")));

    private static string Read(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name)).Replace("\r\n", "\n", StringComparison.Ordinal);

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"^ *#region (\w+)\n(.*?) *#endregion$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex RegionsOfSource();
}
