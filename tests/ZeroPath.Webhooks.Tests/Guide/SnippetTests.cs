using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>
/// What the documents show works: code is compiled beside this file, configuration is read, commands are run somewhere. Requests with curl
/// are made by <see cref="CurlTests"/>.
/// </summary>
public class SnippetTests
{
    private const string Tests = "tests/ZeroPath.Webhooks";

    /// <summary>Commands, and the file in which a test or .ci/run runs each; the rest of the line may differ.</summary>
    private static readonly Dictionary<string, (string File, string Text)> Commands = new()
    {
        ["dotnet build"] = (".ci/run", "step dotnet build"),
        ["dotnet test"] = (".ci/run", "dotnet test --no-build"),
        ["dotnet run --project samples/Quickstart"] = (".ci/run", "--project samples/Quickstart"),
        ["dotnet run --project samples/Outbox"] = (".ci/run", "--project samples/Outbox"),
        ["dotnet run --project samples/AspNetCoreHost"] = (".ci/run", "--project samples/AspNetCoreHost"),
        ["dotnet run --project samples/Receiver"] = (".ci/run", "--project samples/Receiver"),
        ["dotnet tool install"] = ($"{Tests}.Packages.Tests/StrangerTests.cs", "\"tool\", \"install\", \"ZeroPath.Webhooks.Tool\""),
        ["zpw listen"] = ($"{Tests}.Tool.Tests/ListenTests.cs", "Start([\"listen\""),
        ["zpw send"] = ($"{Tests}.Tool.Tests/ListenTests.cs", "RunAsync([\"send\", \"SCAN_FAILED\", \"--to\""),
        ["zpw validate"] = ($"{Tests}.Tool.Tests/CommandTests.cs", "RunAsync(\"validate\""),
        ["zpw explain"] = ($"{Tests}.Tool.Tests/CommandTests.cs", "RunAsync(\"explain\", payload, \"--settings\""),
        ["zpw schema"] = ($"{Tests}.Tool.Tests/CommandTests.cs", "RunAsync(\"schema\", \"SCAN_COMPLETE\")"),
        ["zpw secret"] = ($"{Tests}.Tool.Tests/CommandTests.cs", "Start([\"secret\"])"),
        ["zpw store status"] = ($"{Tests}.Tool.Tests/StoreSuite.cs", "JsonAsync(\"status\")"),
        ["npx openapi-typescript"] = ($"{Tests}.JsonSchema.Tests/PublicToolTests.cs", "openapi-typescript"),
    };

    public static TheoryData<string> Documents => new(Document.All);

    public static TheoryData<string> Regions => new(Document.Regions().Keys);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_of_a_document_is_code_that_compiles(string path) =>
        Document.CodeOf(path, "csharp").Should().BeSubsetOf(Document.Regions().Values);

    [Fact]
    public void Code_of_an_example_of_a_member_is_code_that_compiles()
    {
        var regions = Document.Regions().Values.ToList();

        Document.Examples().Should().NotBeEmpty().And.OnlyContain(code => regions.Any(region => region.Contains(code)));
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void Code_that_is_compiled_stands_in_a_document_or_an_example(string region) =>
        Document.All.SelectMany(path => Document.CodeOf(path, "csharp")).Concat(Document.Examples())
            .Should().Contain(Document.Regions()[region]);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Json_of_a_document_can_be_read(string path)
    {
        foreach (var json in Document.CodeOf(path, "json"))
        {
            using var document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.TryGetProperty("ZeroPathWebhooks", out _))
            {
                using var services = new ServiceCollection().AddZeroPathWebhooks(SectionOf(json, "ZeroPathWebhooks"))
                    .Services.BuildServiceProvider();
                services.GetRequiredService<WebhookRegistry>().Configuration.Should().NotBeNull(path);
            }

            if (document.RootElement.TryGetProperty("Receiver", out _))
            {
                Open(SectionOf(json, "Receiver"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_command_of_a_document_is_one_that_is_run(string path)
    {
        foreach (var script in Document.CodeOf(path, "sh").Where(script => !Curl.IsOne(script)))
        {
            foreach (var command in script.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var (file, text) = Commands.Where(known => command.Contains(known.Key)).Select(known => known.Value).FirstOrDefault();
                file.Should().NotBeNull($"'{command}' of {path} is to be run by a test or .ci/run, and the table above to say where");
                Document.Read(file!).Should().Contain(text);
            }
        }
    }

    private static void Open(IConfigurationSection section)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore().AddZeroPathWebhooks().AddReceiver(section)
            .AddHandler<WebhookEvent>("all", (_, _, _) => Task.CompletedTask);
        var app = builder.Build();
        using (app as IDisposable)
        {
            app.Invoking(it => it.MapZeroPathWebhooks("/webhooks/zeropath")).Should().NotThrow();
        }
    }

    private static IConfigurationSection SectionOf(string json, string name)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection(name);
    }
}
