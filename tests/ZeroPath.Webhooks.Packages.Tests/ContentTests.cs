using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Packages.Tests;

/// <summary>What is in the packages.</summary>
public class ContentTests(Feed feed)
{
    private const string Core = "ZeroPath.Webhooks";

    private static readonly string[] All =
    [
        Core, "ZeroPath.Webhooks.AspNetCore", "ZeroPath.Webhooks.ConformanceTests", "ZeroPath.Webhooks.Dashboard",
        "ZeroPath.Webhooks.Ed25519", "ZeroPath.Webhooks.EntityFrameworkCore", "ZeroPath.Webhooks.JsonSchema", "ZeroPath.Webhooks.Mcp",
        "ZeroPath.Webhooks.PostgreSql", "ZeroPath.Webhooks.Sqlite", "ZeroPath.Webhooks.Templates", "ZeroPath.Webhooks.Testing",
        "ZeroPath.Webhooks.Tool",
    ];

    public static TheoryData<string> Packages => new(All);

    [Fact]
    public void These_are_the_packages() => feed.Packages.Should().BeEquivalentTo(All);

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_says_what_it_is_with_a_readme_of_its_own_a_licence_and_an_icon(string package)
    {
        feed.Text(package, "README.md").Should().StartWith($"# {package}\n").And.Subject.Split('\n').Length.Should().BeLessThan(60);
        feed.Metadata(package, "description").Value.Should().NotBe("Package Description");
        feed.Metadata(package, "license").Value.Should().Be("MIT");
        feed.Metadata(package, "readme").Value.Should().Be("README.md");
        if (package != "ZeroPath.Webhooks.ConformanceTests")
        {
            feed.Metadata(package, "icon").Value.Should().Be("icon.png");
            feed.Files(package).Should().Contain("icon.png");
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_with_code_has_its_documentation_and_its_symbols(string package)
    {
        if (package is "ZeroPath.Webhooks.Templates")
        {
            feed.Files(package).Should().NotContain(file => file.EndsWith(".dll", StringComparison.Ordinal));
            return;
        }

        var folder = package == "ZeroPath.Webhooks.Tool" ? "tools/net10.0/any" : "lib/net10.0";
        feed.Files(package).Should().Contain($"{folder}/{package}.dll");
        feed.Files(package, "snupkg").Should().Contain($"{folder}/{package}.pdb");
        if (package != "ZeroPath.Webhooks.Tool")
        {
            feed.Files(package).Should().Contain($"{folder}/{package}.xml");
        }
    }

    [Theory]
    [InlineData("ZeroPath.Webhooks.AspNetCore", Core)]
    [InlineData("ZeroPath.Webhooks.Dashboard", "ZeroPath.Webhooks.AspNetCore")]
    [InlineData("ZeroPath.Webhooks.Mcp", "ZeroPath.Webhooks.AspNetCore")]
    [InlineData("ZeroPath.Webhooks.Testing", Core)]
    public void A_package_that_uses_internals_of_another_asks_for_exactly_its_version(string package, string other) =>
        feed.Dependencies(package)[other].Should().Be($"[{Feed.Version}]");

    [Theory]
    [InlineData("ZeroPath.Webhooks.EntityFrameworkCore")]
    [InlineData("ZeroPath.Webhooks.PostgreSql")]
    [InlineData("ZeroPath.Webhooks.Sqlite")]
    public void A_package_that_uses_what_is_public_takes_a_later_version_too(string package) =>
        feed.Dependencies(package)[Core].Should().Be(Feed.Version);

    [Fact]
    public void What_is_packed_as_a_tool_or_as_templates_asks_for_nothing() =>
        feed.Dependencies("ZeroPath.Webhooks.Tool").Concat(feed.Dependencies("ZeroPath.Webhooks.Templates")).Should().BeEmpty();
}
