using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Events;

public class SchemaReaderTests
{
    [Fact]
    public void A_member_that_is_absent_keeps_what_its_record_begins_with() =>
        Read("""{"Id":"1"}""").Should().BeEquivalentTo(new { Id = "1", Name = "none" });

    [Fact]
    public void A_record_has_no_more_members_than_can_be_told_apart() =>
        FluentActions.Invoking(() => EventSchema.Of(JsonSerializerOptions.Default.GetTypeInfo(typeof(Wide)), 1))
            .Should().Throw<NotSupportedException>().WithMessage("*65 members*");

    private static Part? Read(string json)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json));
        reader.Read();
        return (Part?)SchemaReader.TryRead(EventSchema.Of(JsonSerializerOptions.Default.GetTypeInfo(typeof(Part)), 1), ref reader);
    }

    private sealed record Part : ExtensibleObject
    {
        public required string Id { get; set; }

        public string Name { get; set; } = "none";
    }

    private sealed record Wide(
        long A0, long A1, long A2, long A3, long A4, long A5, long A6, long A7, long A8, long A9, long B0, long B1, long B2, long B3, long B4, long B5,
        long B6, long B7, long B8, long B9, long C0, long C1, long C2, long C3, long C4, long C5, long C6, long C7, long C8, long C9, long D0, long D1,
        long D2, long D3, long D4, long D5, long D6, long D7, long D8, long D9, long E0, long E1, long E2, long E3, long E4, long E5, long E6, long E7,
        long E8, long E9, long F0, long F1, long F2, long F3, long F4, long F5, long F6, long F7, long F8, long F9, long G0, long G1, long G2, long G3,
        long G4) : ExtensibleObject;
}
