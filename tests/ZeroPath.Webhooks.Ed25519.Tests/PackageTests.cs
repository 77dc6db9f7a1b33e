using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Ed25519;

/// <summary>What a host gets with the package. The build copies the lists of what NuGet resolved beside the tests.</summary>
public class PackageTests
{
    [Fact]
    public void It_adds_NSec_and_its_native_library_to_the_closure_of_the_core_and_nothing_else() =>
        Closure("ZeroPath.Webhooks.Ed25519").Except(Closure("ZeroPath.Webhooks")).Should().BeEquivalentTo("NSec.Cryptography", "libsodium");

    [Fact]
    public void The_core_knows_nothing_of_it() =>
        Closure("ZeroPath.Webhooks").Should().NotBeEmpty().And.NotContain(["NSec.Cryptography", "libsodium"]);

    private static List<string> Closure(string project)
    {
        using var resolved = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, $"{project}.assets.json")));
        return
        [
            .. resolved.RootElement.GetProperty("targets").GetProperty("net10.0").EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package" && HasFiles(library.Value))
                .Select(library => library.Name.Split('/')[0]),
        ];
    }

    private static bool HasFiles(JsonElement library) => library.TryGetProperty("runtimeTargets", out _)
        || (library.TryGetProperty("runtime", out var files)
            && files.EnumerateObject().Any(file => !file.Name.EndsWith("_._", StringComparison.Ordinal)));
}
