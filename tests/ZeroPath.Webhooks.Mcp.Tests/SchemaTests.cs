using FluentAssertions;
using NJsonSchema;
using Xunit;

namespace ZeroPath.Webhooks.Mcp.Tests;

public class SchemaTests
{
    /// <summary>By NJsonSchema, which has no part in writing either.</summary>
    [Fact]
    public async Task Arguments_and_results_fit_the_schemas_of_their_tools()
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var client = await host.ConnectAsync();
        var published = await host.Host.PublishAsync("org_a");
        await host.Host.DispatchAsync();
        var (trigger, _, execution) = await host.Host.AddTriggerAsync("org_a");
        var shown = 0;

        foreach (var tool in (await client.ToolsAsync()).OrderBy(tool => tool.Name.StartsWith("delete", StringComparison.Ordinal)))
        {
            var arguments = ToolWalk.Of(tool, name => name switch
            {
                "deliveryId" => published.Deliveries[0].Id,
                "eventId" => published.EventId,
                "triggerId" => trigger,
                "executionId" => execution,
                "subscriptionId" => "sub-a",
                _ => "a",
            });
            (await ProblemsAsync(tool.JsonSchema.ToString(), arguments)).Should().BeEmpty(tool.Name);
            (await ProblemsAsync(tool.JsonSchema.ToString(), """{ "none": 1 }""")).Should().NotBeEmpty(tool.Name);

            var result = await client.CallAsync(tool.Name, arguments);
            if (result.IsError is not true)
            {
                (await ProblemsAsync(tool.ReturnJsonSchema!.Value.ToString(), result.StructuredContent!.Value.ToString()))
                    .Should().BeEmpty(tool.Name);
                shown++;
            }
        }

        shown.Should().BeGreaterThan(25, "most have something to show");
        var list = (await client.ToolsAsync()).Single(tool => tool.Name == "listWebhookDeliveries").ReturnJsonSchema!.Value.ToString();
        (await ProblemsAsync(list, """{ "result": { "items": [ { "id": 1 } ] } }""")).Should().Contain("#/result.items[0]");
    }

    private static async Task<IEnumerable<string?>> ProblemsAsync(string schema, string json) =>
        (await JsonSchema.FromJsonAsync(schema, TestContext.Current.CancellationToken)).Validate(json).Select(error => error.Path);
}
