using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Architecture;
using ZeroPath.Webhooks.Tests.Contract;

namespace ZeroPath.Webhooks.Tests.Formats;

/// <summary>What each format makes of each documented type, in files that are looked at when they change.</summary>
public class FormatFixtureTests
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string Folder =
        Path.Combine(RepositoryTests.Root(), "tests", "ZeroPath.Webhooks.Tests", "Formats", "Fixtures");

    public static TheoryData<string> Names => [.. Formatted.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_of_the_documented_types_makes_the_request_that_was_looked_at(string format)
    {
        var path = Path.Combine(Folder, $"{format}.json");
        var made = new JsonObject(EventCatalog.All.Select(definition =>
        {
            var body = WebhookJson.Write(definition.CreateSample());
            var request = Formatted.Make(format, body, definition.Type.Name);
            request.IsCut.Should().BeFalse();
            return KeyValuePair.Create<string, JsonNode?>(definition.Type.Name, new JsonObject
            {
                ["path"] = request.Path,
                ["contentType"] = request.ContentType,
                ["body"] = JsonNode.Parse(request.Body.Span),
            });
        })).ToJsonString(Indented) + "\n";
        if (ContractDocumentTests.IsUpdating)
        {
            File.WriteAllText(path, made);
        }

        (File.ReadAllText(path) == made)
            .Should().BeTrue("{0} is stale: run this test with UPDATE_CONTRACT=true, and look at what changes", path);
    }

    [Fact]
    public void Every_format_that_is_built_in_has_a_file() => Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension)
        .Should().BeEquivalentTo(WebhookFormats.BuiltIn.Names).And.BeEquivalentTo(Formatted.Names);
}
