using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>The table of <c>docs/events.md</c> is made from the catalogue.</summary>
public class EventDocumentTests
{
    // What every event needs, and so no column has.
    private static readonly string[] OfAll = ["timestamp", "organization"];

    [Fact]
    public void The_table_is_that_of_the_catalogue() => GeneratedBlocks.ShouldBeCurrent("docs/events.md", _ => Table(), count: 1);

    private static string Table() => string.Concat(
        [
            "| Type | Class | When | Needs | Threshold |\n| --- | --- | --- | --- | --- |\n",
            .. EventCatalog.All.Select(definition =>
                $"| `{definition.Type}` | `{definition.ClrType.Name}` | {definition.Description} | {Needs(definition)} "
                + $"| {(definition.HonorsThreshold ? "yes" : "")} |\n"),
        ]);

    private static string Needs(EventDefinition definition) => string.Join(
        ", ",
        [
            .. definition.Schema.Members.Where(member => member.Required && !OfAll.Contains(member.Name)).SelectMany(Names)
                .Select(name => $"`{name}`"),
            .. definition.OneOf.Count == 0 ? [] : new[] { string.Join(" or ", definition.OneOf.Select(name => $"`{name}`")) },
        ]);

    private static IEnumerable<string> Names(SchemaMember member) => member.Name == "metadata"
        ? member.Schema.Members.Where(part => part.Required).Select(part => $"metadata.{part.Name}")
        : [member.Name];
}
