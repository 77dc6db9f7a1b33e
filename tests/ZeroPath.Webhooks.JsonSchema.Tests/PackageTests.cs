using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.JsonSchema.Tests;

/// <summary>What comes with the package, as the SDK wrote it down for these tests.</summary>
public class PackageTests
{
    private const string Package = "ZeroPath.Webhooks.JsonSchema";

    private static readonly JsonObject Libraries = JsonNode
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"{typeof(PackageTests).Assembly.GetName().Name}.deps.json")))!
        ["targets"]!.AsObject().Single().Value!.AsObject();

    [Fact]
    public void The_core_depends_on_what_it_always_did() => DependenciesOf("ZeroPath.Webhooks").Should().BeEquivalentTo(
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Hosting.Abstractions",
        "Microsoft.Extensions.Http.Resilience",
        "Microsoft.Security.AntiSSRF");

    [Fact]
    public void The_package_brings_NJsonSchema_with_what_that_needs_and_nothing_else() =>
        Closure(Package).Except([Package, .. Closure("ZeroPath.Webhooks")]).ToDictionary(library => library, KiB)
            .Should().BeEquivalentTo(new Dictionary<string, long>
            {
                ["Namotion.Reflection"] = 71,
                ["Newtonsoft.Json"] = 707,
                ["NJsonSchema"] = 241,
                ["NJsonSchema.Annotations"] = 20,
            });

    [Fact]
    public void The_package_itself_is_small() => KiB(Package).Should().BeLessThan(32);

    private static IEnumerable<string> Closure(string library) => DependenciesOf(library).SelectMany(Closure).Append(library).Distinct();

    private static IEnumerable<string> DependenciesOf(string library) =>
        Find(library)["dependencies"]?.AsObject().Select(dependency => dependency.Key) ?? [];

    private static JsonNode Find(string library) =>
        Libraries.Single(found => found.Key.StartsWith($"{library}/", StringComparison.OrdinalIgnoreCase)).Value!;

    private static long KiB(string library) => Find(library)["runtime"]!.AsObject()
        .Sum(file => (new FileInfo(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(file.Key))).Length + 1023) / 1024);
}
