using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Packages.Tests;

/// <summary>What comes with each package. A new line here is a decision.</summary>
public sealed class ClosureTests(Feed feed)
{
    private static readonly string[] Core =
    [
        "Microsoft.Extensions.AmbientMetadata.Application", "Microsoft.Extensions.Compliance.Abstractions",
        "Microsoft.Extensions.DependencyInjection.AutoActivation", "Microsoft.Extensions.Diagnostics.ExceptionSummarization",
        "Microsoft.Extensions.Http.Diagnostics", "Microsoft.Extensions.Http.Resilience", "Microsoft.Extensions.Resilience",
        "Microsoft.Extensions.Telemetry", "Microsoft.Extensions.Telemetry.Abstractions", "Microsoft.Security.AntiSSRF", "Polly.Core",
        "Polly.Extensions", "Polly.RateLimiting",
    ];

    /// <summary>What a package brings beside the core and what comes with that.</summary>
    private static readonly Dictionary<string, string[]> Added = new()
    {
        ["ZeroPath.Webhooks"] = [],
        ["ZeroPath.Webhooks.AspNetCore"] = [],
        ["ZeroPath.Webhooks.Dashboard"] = ["ZeroPath.Webhooks.AspNetCore"],
        ["ZeroPath.Webhooks.Ed25519"] = ["NSec.Cryptography", "libsodium"],
        ["ZeroPath.Webhooks.EntityFrameworkCore"] =
        [
            "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Abstractions", "Microsoft.EntityFrameworkCore.Analyzers",
            "Microsoft.EntityFrameworkCore.Relational",
        ],
        ["ZeroPath.Webhooks.JsonSchema"] = ["NJsonSchema", "NJsonSchema.Annotations", "Namotion.Reflection", "Newtonsoft.Json"],
        ["ZeroPath.Webhooks.Mcp"] =
        [
            "Microsoft.Extensions.AI.Abstractions", "ModelContextProtocol", "ModelContextProtocol.AspNetCore",
            "ModelContextProtocol.Core", "ZeroPath.Webhooks.AspNetCore",
        ],
        ["ZeroPath.Webhooks.PostgreSql"] = ["Npgsql"],
        ["ZeroPath.Webhooks.Sqlite"] =
        [
            "Microsoft.Data.Sqlite", "Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core",
            "SQLitePCLRaw.lib.e_sqlite3", "SQLitePCLRaw.provider.e_sqlite3",
        ],
        ["ZeroPath.Webhooks.Testing"] = ["Microsoft.Extensions.TimeProvider.Testing"],
    };

    [Fact]
    public async Task Each_package_brings_what_is_listed_here_and_nothing_else()
    {
        var references = string.Concat(Added.Keys.Select(name => $"""<PackageReference Include="{name}" Version="{Feed.Version}" />"""));
        var folder = feed.Project("closure", $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{references}</ItemGroup>
            </Project>
            """);
        await Dotnet.RunAsync(folder, "restore");
        var assets = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(folder, "obj", "project.assets.json"), TestContext.Current.CancellationToken))!;
        var libraries = assets["targets"]!["net10.0"]!.AsObject().ToDictionary(
            library => library.Key.Split('/')[0],
            library => library.Value!["dependencies"]?.AsObject().Select(dependency => dependency.Key).ToArray() ?? []);

        Closure("ZeroPath.Webhooks").Should().BeEquivalentTo(["ZeroPath.Webhooks", .. Core]);
        foreach (var (package, added) in Added)
        {
            Closure(package).Except(["ZeroPath.Webhooks", package, .. Core]).Should().BeEquivalentTo(added, package);
        }

        IEnumerable<string> Closure(string library) =>
            libraries.GetValueOrDefault(library, []).SelectMany(Closure).Append(library).Distinct();
    }
}
