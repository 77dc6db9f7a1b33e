using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Tests.Architecture;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Contract;

public class ContractDocumentTests
{
    internal static readonly bool IsUpdating = Environment.GetEnvironmentVariable("UPDATE_CONTRACT") == "true";

    private static readonly string Folder = Path.Combine(RepositoryTests.Root(), "docs", "contract");

    [Fact]
    public void The_documents_that_are_checked_in_are_those_that_the_library_writes()
    {
        if (IsUpdating)
        {
            foreach (var (name, text) in WebhookContract.Documents)
            {
                File.WriteAllText(Path.Combine(Folder, name), text);
            }
        }

        Directory.GetFiles(Folder, "*.json").Select(Path.GetFileName).Should().BeEquivalentTo(WebhookContract.Documents.Keys);
        foreach (var (name, text) in WebhookContract.Documents)
        {
            (File.ReadAllText(Path.Combine(Folder, name)) == text)
                .Should().BeTrue("{0} is stale: run this test with UPDATE_CONTRACT=true, and look at what changes", name);
        }
    }

    [Fact]
    public void The_documents_have_every_type_with_its_description_and_sample()
    {
        var openApi = JsonNode.Parse(WebhookContract.Documents["openapi.json"])!["webhooks"]!.AsObject();
        var messages = JsonNode.Parse(WebhookContract.Documents["asyncapi.json"])!["components"]!["messages"]!;

        openApi.Select(webhook => webhook.Key).Should().Equal(EventCatalog.All.Select(definition => definition.Type.Name));
        foreach (var definition in EventCatalog.All)
        {
            var sample = JsonNode.Parse(WebhookJson.Write(definition.CreateSample()));
            var operation = openApi[definition.Type.Name]!["post"]!;
            var message = messages[definition.Type.Name]!;

            JsonNode.DeepEquals(operation["requestBody"]!["content"]!["application/json"]!["example"], sample).Should().BeTrue();
            JsonNode.DeepEquals(message["examples"]![0]!["payload"], sample).Should().BeTrue();
            ((string?)operation["summary"], (string?)message["summary"]).Should().Be((definition.Description, definition.Description));
        }
    }

    [Fact]
    public void Every_record_and_every_member_has_a_description()
    {
        foreach (var form in Enum.GetValues<JsonSchemaForm>())
        {
            var definitions = JsonNode.Parse(WebhookContract.GetJsonSchema(form))!["definitions"]!.AsObject();
            var described = definitions.Concat(definitions.SelectMany(definition =>
                definition.Value!["properties"]!.AsObject()
                    .Select(member => KeyValuePair.Create($"{definition.Key}.{member.Key}", member.Value))));

            described.Where(part => part.Value!["description"] is null).Select(part => part.Key).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task A_request_has_the_headers_that_the_documents_describe()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a") with { SigningSecrets = [SigningSecret.Create()] })
            .AddSubscription(new() { EndpointId = "a" }));
        await bed.SendAsync(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event);
        var described = JsonNode.Parse(WebhookContract.Documents["openapi.json"])!["components"]!["parameters"]!.AsObject()
            .ToDictionary(header => header.Key, header => (string)header.Value!["schema"]!["pattern"]!);

        var sent = bed.Requests[0].Headers.Where(header => Regex.IsMatch(header.Key, "^(webhook|zeropath)-")).ToList();

        sent.Select(header => header.Key).Should().BeEquivalentTo(described.Keys.Except(["zeropath-test"]));
        sent.Should().OnlyContain(header => Regex.IsMatch(header.Value, described[header.Key]));
    }
}
