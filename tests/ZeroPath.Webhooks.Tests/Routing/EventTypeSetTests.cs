using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Routing;

public class EventTypeSetTests
{
    // Any different types do.
    private static readonly Type[] Kinds = [.. typeof(object).Assembly.GetTypes().Take(EventTypeSet.MaxKinds + 1)];

    [Fact]
    public void A_catalogue_with_a_kind_more_than_there_are_bits_fails_with_what_to_do() =>
        FluentActions.Invoking(() => EventTypeSet.BitsOf(Kinds))
            .Should().Throw<InvalidOperationException>().WithMessage("The catalogue has 64 kinds of event, and EventTypeSet room for 63.*");

    [Fact]
    public void A_full_catalogue_has_a_bit_for_each_kind_and_one_for_the_unknown()
    {
        var bits = EventTypeSet.BitsOf(Kinds[..EventTypeSet.MaxKinds]).Values;

        bits.Should().HaveCount(63).And.OnlyHaveUniqueItems().And.NotContain(1UL << 63);
        EventCatalog.All.Count.Should().BeLessThanOrEqualTo(EventTypeSet.MaxKinds);
    }
}
