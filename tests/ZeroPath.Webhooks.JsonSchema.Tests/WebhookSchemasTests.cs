using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.JsonSchema.Tests;

public class WebhookSchemasTests
{
    [Fact]
    public void Every_type_has_a_schema_that_takes_its_own_sample_and_no_other()
    {
        foreach (var schemas in new[] { WebhookSchemas.Accepted, WebhookSchemas.Emitted })
        {
            schemas.All.Keys.Should().Equal(EventCatalog.All.Select(definition => definition.Type));
            foreach (var definition in EventCatalog.All)
            {
                var sample = System.Text.Encoding.UTF8.GetString(WebhookJson.Write(definition.CreateSample()));

                schemas.All.Where(schema => schema.Value.Validate(sample).Count == 0).Select(schema => schema.Key)
                    .Should().Equal(definition.Type);
                schemas.Get(definition.Type).Description.Should().Be(definition.Description);
            }
        }
    }

    [Fact]
    public void The_two_forms_differ_in_times()
    {
        const string json =
            """
            {
              "time": "1", "host": "h", "source": "s", "sourcetype": "REPO_ADDED",
              "event": { "timestamp": "2025-10-16T12:34:56+02:00", "organization": { "id": "o" } }
            }
            """;

        WebhookSchemas.Accepted.Get(WebhookEventType.RepoAdded).Validate(json).Should().BeEmpty();
        WebhookSchemas.Emitted.Get(WebhookEventType.RepoAdded).Validate(json).Select(error => error.Path)
            .Should().BeEquivalentTo("#/time", "#/event.timestamp");
    }

    [Fact]
    public void A_type_that_is_not_documented_has_none() =>
        FluentActions.Invoking(() => WebhookSchemas.Accepted.Get(new("NEWER_TYPE"))).Should().Throw<ArgumentException>()
            .WithMessage("NEWER_TYPE is no documented type.*");
}
