using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Architecture;

public partial class DocumentationTests
{
    private const string Architecture = "docs/architecture.md";
    private const string Decisions = "docs/decisions.md";

    private static readonly string[] Folders = ["src", "tests", "samples", "benchmarks"];

    public static TheoryData<string> Documents => new(
    [
        "README.md", "CONTRIBUTING.md", "SECURITY.md",
        .. Directory.GetFiles(Full("docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Full(""), path).Replace('\\', '/')),
    ]);

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_link_leads_to_a_file_and_a_heading_that_exist(string document) =>
        Links(Read(document)).Where(link => !Exists(document, link)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_has_no_two_blank_lines_in_a_row(string document) => Read(document).Should().NotContain("\n\n\n");

    [Fact]
    public void Every_document_is_found_from_the_readme_and_the_list_of_the_site()
    {
        var documents = Directory.GetFiles(Full("docs"), "*.md").Select(path => Path.GetFileName(path)!).ToList();

        documents.Should().BeSubsetOf(Links(Read("README.md")).Select(link => link.Split('/')[^1]));
        documents.Except(["architecture.md"]).Should().OnlyContain(document => Read("docs/toc.yml").Contains($" href: {document}\n"));
    }

    [Fact]
    public void Every_decision_that_code_cites_is_written_down()
    {
        var cited = Folders.SelectMany(RepositoryTests.Code).SelectMany(path =>
            Citation().Matches(File.ReadAllText(path)).Select(match => match.Value)).Distinct().ToList();

        cited.Should().NotBeEmpty().And.BeSubsetOf(Numbers());
    }

    [Fact]
    public void Decisions_are_numbered_one_after_the_other_and_cite_only_what_there_is()
    {
        Numbers().Should().NotBeEmpty().And.Equal(Enumerable.Range(1, Numbers().Length).Select(number => $"D{number}"));
        Citation().Matches(Read(Decisions)).Select(match => match.Value).Should().BeSubsetOf(Numbers());
    }

    [Fact]
    public void An_event_travels_through_at_most_25_files() =>
        Links(Section("The way of an event")).Distinct().Should().HaveCountLessThanOrEqualTo(25).And.NotBeEmpty();

    [Fact]
    public void The_layers_are_described_in_their_order() =>
        Row().Matches(Section("Layers of the core")).Select(match => match.Groups["name"].Value).Should().Equal(DependencyTests.Layers);

    [Fact]
    public void Every_promise_has_a_test_that_exists()
    {
        var promises = Section("What must always hold").Split('\n').Where(line => line.StartsWith('|')).Skip(2).ToList();

        promises.Should().NotBeEmpty().And.OnlyContain(promise => promise.Contains("](../tests/"));
        promises.SelectMany(Tests).Where(test => !Regex.IsMatch(Read(test.File), $@"\b{test.Name}\(")).Should().BeEmpty();
    }

    private static IEnumerable<(string File, string Name)> Tests(string promise) =>
        promise.Split("](../").Skip(1).SelectMany(rest =>
            TestName().Matches(rest).Select(match => (rest.Split(')')[0], match.Groups["name"].Value)));

    private static string[] Numbers() => [.. Decision().Matches(Read(Decisions)).Select(match => match.Groups["number"].Value)];

    private static string Section(string heading) =>
        Read(Architecture).Split("\n## ").Single(section => section.StartsWith($"{heading}\n", StringComparison.Ordinal));

    private static IEnumerable<string> Links(string text) => Link().Matches(text).Select(match => match.Groups["target"].Value);

    private static bool Exists(string document, string link)
    {
        var (path, heading) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
        var file = path == "" ? document : Path.Combine(Path.GetDirectoryName(document)!, path);
        return (File.Exists(Full(file)) || Directory.Exists(Full(file)))
            && (heading is null || Heading().Matches(Read(file)).Any(match => Anchor(match.Groups["text"].Value) == heading));
    }

    /// <summary>The text below a heading, to the next one that is not below it; with the heading, null if there is none.</summary>
    internal static string? SectionOf(string document, string anchor)
    {
        var text = Read(document);
        var headings = Heading().Matches(text);
        if (headings.FirstOrDefault(match => Anchor(match.Groups["text"].Value) == anchor) is not { } start)
        {
            return null;
        }

        var end = headings.FirstOrDefault(match => match.Index > start.Index && LevelOf(match) <= LevelOf(start));
        return text[start.Index..(end?.Index ?? text.Length)];

        static int LevelOf(Match heading) => heading.Value.IndexOf(' ', StringComparison.Ordinal);
    }

    // As GitHub makes them.
    private static string Anchor(string heading) => NotInAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    private static string Read(string path) => File.ReadAllText(Full(path)).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string Full(string path) => Path.Combine(RepositoryTests.Root(), path);

    [GeneratedRegex(@"\]\((?!https?:)(?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"\bD[1-9][0-9]?\b")]
    private static partial Regex Citation();

    [GeneratedRegex(@"^- \*\*(?<number>D\d+)\*\* ", RegexOptions.Multiline)]
    private static partial Regex Decision();

    [GeneratedRegex(@"^\| \[(?<name>\w+)\]", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)`")]
    private static partial Regex TestName();
}
