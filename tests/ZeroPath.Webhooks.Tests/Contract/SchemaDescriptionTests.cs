using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Architecture;

namespace ZeroPath.Webhooks.Tests.Contract;

public class SchemaDescriptionTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly string Path = System.IO.Path.Combine(
        RepositoryTests.Root(), "src", "ZeroPath.Webhooks", "Events", "Json", "SchemaDescriptions.json");

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Dictionary<string, XElement> Summaries = XDocument
        .Load(System.IO.Path.ChangeExtension(typeof(WebhookEvent).Assembly.Location, ".xml")).Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!);

    [Fact]
    public void The_descriptions_in_schemas_are_those_of_the_XML_documentation()
    {
        var text = JsonSerializer.Serialize(Descriptions(), Indented) + "\n";
        if (ContractDocumentTests.IsUpdating)
        {
            File.WriteAllText(Path, text);
        }

        (File.ReadAllText(Path) == text).Should().BeTrue(
            "SchemaDescriptions.json is stale: run this test with UPDATE_CONTRACT=true, build, and do so again for the documents");
    }

    private static SortedDictionary<string, string> Descriptions()
    {
        var descriptions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in typeof(WebhookEvent).Assembly.GetExportedTypes().Where(IsInSchemas))
        {
            if (record.IsSubclassOf(typeof(ExtensibleObject)))
            {
                descriptions.Add(record.Name, Text(Summaries[$"T:{record.FullName}"]));
            }

            foreach (var property in record.GetProperties(Declared).Where(IsInSchemas))
            {
                descriptions.Add($"{record.Name}.{NameInJson(property)}", Text(Summaries[$"P:{record.FullName}.{property.Name}"]));
            }
        }

        return descriptions;
    }

    private static bool IsInSchemas(Type type) => type == typeof(WebhookPayload) || type == typeof(WebhookEvent)
        || type.IsAssignableTo(typeof(KnownEvent)) || type.IsSubclassOf(typeof(ExtensibleObject));

    private static bool IsInSchemas(PropertyInfo property) =>
        property.Name != nameof(KnownEvent.AdditionalMembers) && property.GetMethod!.GetBaseDefinition() == property.GetMethod;

    private static string NameInJson(PropertyInfo property) => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static string Text(XElement summary) =>
        string.Join(' ', string.Concat(summary.Nodes().Select(Text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => code.Value,
        XElement { Name.LocalName: "see" } see => Referred(see.Attribute("cref")!.Value),
        _ => throw new NotSupportedException($"No rule says how {node} is written in a schema."),
    };

    // A member by its name in JSON, and an event by its type.
    private static string Referred(string cref)
    {
        var events = typeof(WebhookEvent).Assembly;
        return cref[0] == 'P'
            ? NameInJson(events.GetType(cref[2..cref.LastIndexOf('.')])!.GetProperty(cref[(cref.LastIndexOf('.') + 1)..])!)
            : EventCatalog.All.Single(definition => definition.ClrType == events.GetType(cref[2..])).Type.Name;
    }
}
