using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Dashboard.Tests;

public partial class AssetTests
{
    private const int KiB = 1024;

    private static readonly DashboardAssets Assets = DashboardAssets.Embedded;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", null)]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    public async Task Browsers_keep_them_for_a_year_and_get_them_compressed(string accepted, string? encoding)
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = await host.LogInAsync(DashboardHost.OrgA);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", accepted);

        foreach (var asset in Assets.All.Where(asset => asset.Name != DashboardAssets.PageName))
        {
            using var answer = await client.GetAsync($"/webhooks/{Assets.Path}{asset.Name}", Token);
            answer.StatusCode.Should().Be(HttpStatusCode.OK, asset.Name);
            answer.Headers.CacheControl!.ToString().Should().Be("public, max-age=31536000, immutable");
            answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
            answer.Content.Headers.ContentEncoding.Should().BeEquivalentTo(encoding is null ? [] : [encoding]);
            answer.Content.Headers.ContentType!.MediaType.Should().NotBe("application/octet-stream", asset.Name);
            answer.Headers.ETag.Should().NotBeNull();
        }
    }

    [Fact]
    public async Task One_that_has_not_changed_is_not_sent_again()
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = await host.LogInAsync(DashboardHost.OrgA);
        var address = $"/webhooks/{Assets.Path}app.js";
        using var first = await client.GetAsync(address, Token);
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await client.GetAsync(address, Token);

        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public void Their_address_changes_with_any_of_them()
    {
        var changed = Assets.All.Select(asset => asset.Name == "app.js" ? new DashboardAsset(asset.Name, [.. asset.Bytes, 32]) : asset);

        new DashboardAssets(changed).Hash.Should().NotBe(Assets.Hash);
        new DashboardAssets(Assets.All).Hash.Should().Be(Assets.Hash);
    }

    [Fact]
    public void The_scripts_have_less_than_150_KiB_compressed()
    {
        Assets.All.Where(asset => asset.Name.EndsWith(".js", StringComparison.Ordinal)).Sum(asset => asset.Gzip.Length)
            .Should().BeLessThan(150 * KiB);
    }

    [Fact]
    public void All_that_they_name_is_there_and_nothing_is_of_another_origin()
    {
        var names = Assets.All.Select(asset => asset.Name).ToHashSet();
        foreach (var asset in Assets.All.Where(asset => asset.Name.EndsWith(".js", StringComparison.Ordinal)))
        {
            foreach (Match import in Import().Matches(Encoding.UTF8.GetString(asset.Bytes)))
            {
                var found = new Uri(new Uri($"https://host/{asset.Name}"), import.Groups[1].Value);
                import.Groups[1].Value.Should().StartWith(".", "{0} imports by relative paths", asset.Name);
                names.Should().Contain(found.AbsolutePath[1..], "{0} imports it", asset.Name);
            }
        }

        Asset().Matches(Assets.Page).Select(match => match.Groups[1].Value).Should().NotBeEmpty().And.BeSubsetOf(names);
        Assets.All.Where(asset => !asset.Name.StartsWith("vendor/", StringComparison.Ordinal))
            .Where(asset => Forbidden().IsMatch(Encoding.UTF8.GetString(asset.Bytes))).Select(asset => asset.Name).Should().BeEmpty();
    }

    [Fact]
    public void No_module_of_ours_has_more_than_300_lines()
    {
        Assets.All.Where(asset => asset.Name.EndsWith(".js", StringComparison.Ordinal))
            .Where(asset => !asset.Name.StartsWith("vendor/", StringComparison.Ordinal))
            .Where(asset => asset.Bytes.Count(letter => letter == '\n') > 300).Select(asset => asset.Name).Should().BeEmpty();
    }

    [Fact]
    public void Every_library_is_listed_with_its_version_licence_and_hash()
    {
        var listed = JsonElement.Parse(TextOf("vendor/vendor.json")).EnumerateArray().ToList();
        var files = Assets.All.Select(asset => asset.Name).Where(name => name.StartsWith("vendor/", StringComparison.Ordinal)
            && !name.EndsWith(".txt", StringComparison.Ordinal) && name != "vendor/vendor.json");

        listed.Select(item => $"vendor/{Member(item, "file")}").Should().BeEquivalentTo(files);
        foreach (var item in listed)
        {
            Convert.ToHexStringLower(SHA256.HashData(Find($"vendor/{Member(item, "file")}").Bytes)).Should().Be(Member(item, "sha256"));
            Member(item, "version").Should().MatchRegex(@"^\d+\.\d+\.\d+$");
            Member(item, "licence").Should().BeOneOf("MIT", "Apache-2.0");
            TextOf($"vendor/{Member(item, "licenceFile")}").Length.Should().BeGreaterThan(500);
        }
    }

    [Fact]
    public void What_only_editors_need_is_not_in_the_package() =>
        typeof(DashboardAssets).Assembly.GetManifestResourceNames().Should()
            .NotContain(name => name.EndsWith(".d.ts", StringComparison.Ordinal)
                || name.EndsWith("jsconfig.json", StringComparison.Ordinal))
            .And.OnlyContain(name => name.StartsWith("assets/", StringComparison.Ordinal));

    private static string Member(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private static DashboardAsset Find(string name) => Assets.All.Single(asset => asset.Name == name);

    private static string TextOf(string name) => Encoding.UTF8.GetString(Find(name).Bytes);

    [GeneratedRegex(@"(?:^|[;}\s])(?:import|export)\s*(?:\(\s*|[\w*{}\s,$]+from\s*)?['""]([^'""]+)['""]")]
    private static partial Regex Import();

    [GeneratedRegex(@"\{\{assets\}\}([^""]+)""")]
    private static partial Regex Asset();

    // What would let text become something else, or load what is not the host's.
    [GeneratedRegex(
        @"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
            + @"|(?:src|href|from|import|fetch)\s*[=(]\s*['""`]https?:")]
    private static partial Regex Forbidden();
}
