using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Validation;

namespace ZeroPath.Webhooks.Tests.Events;

public class SampleTests
{
    public static TheoryData<string> AllTypes { get; } = new(EventCatalog.All.Select(definition => definition.Type.Name));

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Every_type_has_a_sample_that_is_valid_by_its_own_rules(string type)
    {
        var sample = EventCatalog.Find(new WebhookEventType(type))!.CreateSample();

        sample.Event.Type.Name.Should().Be(type);
        WebhookValidator.Validate(sample).Should().BeEmpty();
    }
}
