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

    private sealed class Part : ExtensibleObject
    {
        public required string Id { get; set; }

        public string Name { get; set; } = "none";
    }

    private sealed class Wide : ExtensibleObject
    {
        public required long A0 { get; set; }
        public required long A1 { get; set; }
        public required long A2 { get; set; }
        public required long A3 { get; set; }
        public required long A4 { get; set; }
        public required long A5 { get; set; }
        public required long A6 { get; set; }
        public required long A7 { get; set; }
        public required long A8 { get; set; }
        public required long A9 { get; set; }

        public required long B0 { get; set; }
        public required long B1 { get; set; }
        public required long B2 { get; set; }
        public required long B3 { get; set; }
        public required long B4 { get; set; }
        public required long B5 { get; set; }
        public required long B6 { get; set; }
        public required long B7 { get; set; }
        public required long B8 { get; set; }
        public required long B9 { get; set; }

        public required long C0 { get; set; }
        public required long C1 { get; set; }
        public required long C2 { get; set; }
        public required long C3 { get; set; }
        public required long C4 { get; set; }
        public required long C5 { get; set; }
        public required long C6 { get; set; }
        public required long C7 { get; set; }
        public required long C8 { get; set; }
        public required long C9 { get; set; }

        public required long D0 { get; set; }
        public required long D1 { get; set; }
        public required long D2 { get; set; }
        public required long D3 { get; set; }
        public required long D4 { get; set; }
        public required long D5 { get; set; }
        public required long D6 { get; set; }
        public required long D7 { get; set; }
        public required long D8 { get; set; }
        public required long D9 { get; set; }

        public required long E0 { get; set; }
        public required long E1 { get; set; }
        public required long E2 { get; set; }
        public required long E3 { get; set; }
        public required long E4 { get; set; }
        public required long E5 { get; set; }
        public required long E6 { get; set; }
        public required long E7 { get; set; }
        public required long E8 { get; set; }
        public required long E9 { get; set; }

        public required long F0 { get; set; }
        public required long F1 { get; set; }
        public required long F2 { get; set; }
        public required long F3 { get; set; }
        public required long F4 { get; set; }
        public required long F5 { get; set; }
        public required long F6 { get; set; }
        public required long F7 { get; set; }
        public required long F8 { get; set; }
        public required long F9 { get; set; }

        public required long G0 { get; set; }
        public required long G1 { get; set; }
        public required long G2 { get; set; }
        public required long G3 { get; set; }
        public required long G4 { get; set; }
    }
}
