using System.Diagnostics;
using System.Runtime.InteropServices;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Packages.Tests;

/// <summary>Projects of people who have the packages and nothing else.</summary>
public sealed class StrangerTests(Feed feed)
{
    [Fact]
    public async Task The_templates_make_a_sender_and_a_receiver_that_understand_each_other()
    {
        var folder = feed.NewFolder("templates");
        var hive = Path.Combine(folder, "hive");
        await Dotnet.RunAsync(
            folder, "new", "install", Path.Combine(feed.Folder, $"ZeroPath.Webhooks.Templates.{Feed.Version}.nupkg"), "--debug:custom-hive",
            hive);
        foreach (var (template, name) in new[] { ("zeropath-receiver", "Mine"), ("zeropath-sender", "Yours") })
        {
            await Dotnet.RunAsync(folder, "new", template, "--output", name, "--debug:custom-hive", hive);
            await Dotnet.RunAsync(Path.Combine(folder, name), "build", "-warnaserror");
        }

        using var receiver = Dotnet.Start(Built(folder, "Mine"), Path.Combine(folder, "Mine"), "--Urls", "http://127.0.0.1:0");
        try
        {
            var address = (await LineAsync(receiver, "Now listening on:")).Split("on:")[1].Trim();
            using var sender = Dotnet.Start(
                Built(folder, "Yours"), folder, $"--ZeroPathWebhooks:Endpoints:0:Url={address}/webhooks/zeropath");
            try
            {
                (await LineAsync(receiver, "scan_123 failed")).Should().Contain("Timeout contacting build server");
            }
            finally
            {
                sender.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            receiver.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_worker_starts_and_publishes()
    {
        var folder = feed.Project("worker", Project("Microsoft.NET.Sdk.Worker", "<OutputType>Exe</OutputType>",
            ("Microsoft.Extensions.Hosting", "10.0.15"), ("ZeroPath.Webhooks", Feed.Version)), Publishing(""));

        (await Dotnet.RunAsync(folder, "run")).Should().Contain("Published to 0 endpoints.");
    }

    [Fact]
    public async Task The_code_of_the_readme_compiles_in_a_worker_with_the_usings_that_it_names()
    {
        var readme = (await File.ReadAllTextAsync(Path.Combine(Feed.Repository, "README.md"), TestContext.Current.CancellationToken))
            .Replace("\r\n", "\n", StringComparison.Ordinal);
        var (text, code) = readme.Split("```csharp\n", 2) is [var before, var after] ? (before, after.Split("```")[0]) : default;
        var usings = text.Split('`').Where(part => part.StartsWith("using ", StringComparison.Ordinal)).ToList();
        var folder = feed.Project("readme", Project("Microsoft.NET.Sdk.Worker", "<OutputType>Exe</OutputType>",
            ("Microsoft.Extensions.Hosting", "10.0.15"), ("ZeroPath.Webhooks", Feed.Version)), $"{string.Join('\n', usings)}\n{code}");

        usings.Should().HaveCount(2);
        (await Dotnet.RunAsync(folder, "build")).Should().Contain("0 Error(s)");
    }

    [Fact]
    public async Task A_test_project_tests_an_application()
    {
        var folder = feed.Project("tests", Project("Microsoft.NET.Sdk", "<OutputType>Exe</OutputType>",
            ("xunit.v3.mtp-v2", "4.0.2"), ("ZeroPath.Webhooks.Testing", Feed.Version)));
        await File.WriteAllTextAsync(Path.Combine(folder, "Tests.cs"), """
            using Xunit;
            using ZeroPath.Webhooks.Events;
            using ZeroPath.Webhooks.Testing;

            public class Tests
            {
                [Fact]
                public async Task An_event_arrives()
                {
                    await using var webhooks = WebhookTestBed.Create(builder => builder
                        .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com") })
                        .AddSubscription(new() { EndpointId = "Chat" }));
                    await webhooks.PublishAsync(
                        EventCatalog.All[0].CreateSample().Event, cancellationToken: TestContext.Current.CancellationToken);
                    Assert.Single(webhooks.Requests);
                }
            }
            """, TestContext.Current.CancellationToken);

        (await Dotnet.RunAsync(folder, "run")).Should().Contain("Total: 1, Errors: 0, Failed: 0");
    }

    [Fact]
    public async Task A_trimmed_application_has_no_warning_and_publishes_into_its_file()
    {
        var properties = "<OutputType>Exe</OutputType><PublishTrimmed>true</PublishTrimmed><TrimmerSingleWarn>false</TrimmerSingleWarn>"
            + $"<RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier><SelfContained>true</SelfContained>";
        var folder = feed.Project("trimmed", Project("Microsoft.NET.Sdk", properties,
            ("Microsoft.Extensions.Hosting", "10.0.15"), ("ZeroPath.Webhooks.Sqlite", Feed.Version)),
            Publishing(""".UseSqliteStore("Data Source=trimmed.db")"""));
        await Dotnet.RunAsync(folder, "publish", "-warnaserror", "--output", "out");

        (await Dotnet.RunProgramAsync(Path.Combine(folder, "out", "trimmed"), folder)).Should().Contain("Published to 0 endpoints.");
        File.Exists(Path.Combine(folder, "trimmed.db")).Should().BeTrue();
    }

    [Fact]
    public async Task The_tool_is_installed_and_runs()
    {
        var folder = feed.NewFolder("tool");
        await Dotnet.RunAsync(folder, "tool", "install", "ZeroPath.Webhooks.Tool", "--version", Feed.Version, "--tool-path", "bin");

        (await Dotnet.RunProgramAsync(Path.Combine(folder, "bin", "zpw"), folder, "schema", "SCAN_COMPLETE"))
            .Should().Contain("SCAN_COMPLETE");
    }

    private static string Project(string sdk, string properties, params (string Name, string Version)[] packages) => $"""
        <Project Sdk="{sdk}">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {string.Concat(packages.Select(it => $"""<PackageReference Include="{it.Name}" Version="{it.Version}" />"""))}
          </ItemGroup>
        </Project>
        """;

    private static string Publishing(string store) => $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using ZeroPath.Webhooks;
        using ZeroPath.Webhooks.Events;

        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddZeroPathWebhooks(){{store}};
        using var host = builder.Build();
        await host.StartAsync();
        var published = await host.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(EventCatalog.All[0].CreateSample().Event);
        Console.WriteLine($"Published to {published.Deliveries.Count} endpoints.");
        await host.StopAsync();
        """;

    private static string Built(string folder, string name) => Path.Combine(folder, name, "bin", "Debug", "net10.0", name);

    /// <summary>The next line that has a text. All that comes before is in the message when there is none.</summary>
    private static async Task<string> LineAsync(Process process, string text)
    {
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }

            lines.Add(line);
        }

        throw new InvalidOperationException($"It ended without '{text}':\n{string.Join('\n', lines)}");
    }
}
