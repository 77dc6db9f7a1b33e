using System.Reflection;
using System.Text.Json.Serialization;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Events;

public class EventCatalogTests
{
    public static TheoryData<string> AllTypes { get; } = new(Documents.Types);

    [Fact]
    public void The_catalogue_has_the_documented_types_and_no_other() =>
        EventCatalog.All.Select(definition => definition.Type.Name)
            .Should().BeEquivalentTo(Documents.Types, "EventCatalog.cs has a row for each");

    [Fact]
    public void Every_documented_type_has_a_property() =>
        typeof(WebhookEventType).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(property => ((WebhookEventType)property.GetValue(null)!).Name)
            .Should().BeEquivalentTo(Documents.Types, "WebhookEventType.cs has a property for each");

    // By reflection: without a line the catalogue cannot even be made.
    [Fact]
    public void Every_event_can_be_read_and_written() =>
        typeof(EventsJsonContext).GetCustomAttributesData().Where(line => line.AttributeType == typeof(JsonSerializableAttribute))
            .Select(line => (Type)line.ConstructorArguments[0].Value!)
            .Should().Contain(Records(), "EventsJsonContext.cs has a line for each");

    [Fact]
    public void Thresholds_apply_to_seven_types() =>
        EventCatalog.All.Where(definition => definition.HonorsThreshold).Select(definition => definition.Type.Name).Should().BeEquivalentTo(
            "NEW_VULNERABILITIES_FULL_SCAN", "NEW_VULNERABILITIES_PR", "VULNERABILITY_PATCHED", "VULNERABILITY_REOPENED",
            "VULNERABILITY_STATUS_CHANGED", "SCA_NEW_CVE", "SCA_NEW_ISSUE");

    [Fact]
    public void Every_event_and_part_is_a_sealed_record_and_has_a_row()
    {
        Records().Should().OnlyContain(type => type.IsSealed && type.IsPublic);
        Records().Should().BeEquivalentTo(EventCatalog.All.Select(definition => definition.ClrType), "EventCatalog.cs has a row for each");
        typeof(WebhookEvent).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ExtensibleObject)) && type != typeof(EventMetadata))
            .Should().OnlyContain(type => type.IsSealed && type.IsPublic);
    }

    [Fact]
    public void Names_are_exact() => EventCatalog.Find(new WebhookEventType("scan_complete")).Should().BeNull();

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Every_type_has_a_sample_that_is_valid_by_its_own_rules(string type)
    {
        var definition = EventCatalog.Find(new WebhookEventType(type))!;

        var sample = definition.CreateSample();

        sample.Event.Should().BeOfType(definition.ClrType);
        sample.Event.Type.Name.Should().Be(type);
        WebhookValidator.Validate(sample).Should().BeEmpty();
        WebhookValidator.Validate(WebhookJson.Write(sample)).Should().BeEmpty();
        definition.CreateSample().Should().NotBeSameAs(sample);
    }

    private static List<Type> Records() =>
        [.. typeof(WebhookEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(KnownEvent)))];
}
