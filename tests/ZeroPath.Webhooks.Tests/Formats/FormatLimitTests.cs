using System.Globalization;
using System.Text.Json;
using CsCheck;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Events;

namespace ZeroPath.Webhooks.Tests.Formats;

/// <summary>What is too large for another system is cut at its longest texts and says so; it is never refused.</summary>
public class FormatLimitTests
{
    private const string Mark = "… (cut)";

    public static TheoryData<string, int> Sizes => new()
    {
        { "Teams", 28 * 1024 },
        { "PagerDuty", 512_000 },
        { "GitHubDispatch", 64_000 },
        { "SplunkHec", 1_000_000 },
    };

    public static TheoryData<string> Names => [.. Formatted.Names];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_longest_texts_are_cut_as_little_as_must_be(string format, int maxBytes)
    {
        var @event = Formatted.Sample(WebhookEventType.ScanFailed).With(it =>
        {
            it.Error = new('e', 1_020_000);
            it.Organization = new() { Id = "org_1", Name = "A name of a length that people choose" };
        });

        var request = Formatted.Make(format, @event);

        request.IsCut.Should().BeTrue();
        request.Body.Length.Should().BeInRange(maxBytes - 100, maxBytes);
        var texts = Formatted.Texts(JsonElement.Parse(request.Body.Span)).ToList();
        texts.Should().Contain(text => text.StartsWith("eee") && text.EndsWith($"e{Mark}")).And.Contain(
            text => text.EndsWith("A name of a length that people choose"));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Where_no_text_is_long_the_longest_lists_are_cut(string format, int maxBytes)
    {
        var @event = Formatted.Sample(WebhookEventType.AuditLogEvent);
        var arguments = string.Join(',', Enumerable.Range(0, 70_000).Select(i => $"\"a{i}\":{i}"));
        @event.AuditLog!.Arguments = JsonLiteral.Parse($$"""{ {{arguments}} }""");

        var request = Formatted.Make(format, @event);

        request.IsCut.Should().BeTrue();
        request.Body.Length.Should().BeLessThanOrEqualTo(maxBytes);
        Formatted.Texts(JsonElement.Parse(request.Body.Span)).Should()
            .Contain(text => text.EndsWith(Mark)).And.Contain(text => text.Contains("org_123") || text.Contains("Acme Corp"));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void What_just_fits_is_whole_and_a_byte_more_is_cut(string format, int maxBytes)
    {
        var @event = Formatted.Sample(WebhookEventType.ScanFailed).With(it => it.AdditionalMembers = new() { ["n"] = Text(100) });
        var room = maxBytes - Formatted.Make(format, @event).Body.Length;

        @event.AdditionalMembers!["n"] = Text(100 + room);
        var fits = Formatted.Make(format, @event);
        @event.AdditionalMembers["n"] = Text(101 + room);
        var tooLarge = Formatted.Make(format, @event);

        (fits.IsCut, fits.Body.Length, tooLarge.IsCut).Should().Be((false, maxBytes, true));

        static JsonElement Text(int length) => JsonElement.Parse($"\"{new string('n', length)}\"");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_an_event_holds_the_request_is_JSON_within_the_limits(string format) =>
        Gen.OneOf(Documents.Types).SelectMany(type => RandomJson.Payload(type).Select(payload => (type, payload))).Sample(
            (type, payload) =>
            {
                var body = WebhookJson.Write(WebhookJson.Read(payload));
                var request = Formatted.Make(format, body, type);
                using var document = JsonDocument.Parse(request.Body);
                return Destination.FindProblem(format, document.RootElement) is null;
            },
            iter: 300);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_hosts_culture_changes_nothing(string format)
    {
        var here = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "~");
            (other.DateTimeFormat.TimeSeparator, other.DateTimeFormat.DateSeparator) = (".", "~");
            var made = new[] { CultureInfo.InvariantCulture, other }.Select(culture =>
            {
                CultureInfo.CurrentCulture = culture;
                return string.Concat(EventCatalog.All.Select(definition =>
                    Formatted.Text(Formatted.Make(format, WebhookJson.Write(definition.CreateSample()), definition.Type.Name))));
            });

            made.Distinct().Should().ContainSingle();
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_type_that_nobody_knows_is_shown_with_what_it_has(string format)
    {
        var body = Formatted.Body(new UnknownEvent(new("SOMETHING_NEW"), JsonElement.Parse(
            """
            { "organization": { "id": "org_1" }, "found": { "where": "somewhere", "times": 1.50 }, "list": ["x", 2], "none": null }
            """)));

        var text = Formatted.Text(Formatted.Make(format, body, "SOMETHING_NEW"));

        text.Should().ContainAll("SOMETHING_NEW", "org_1", "somewhere", "1.50");
    }

    [Theory]
    [InlineData("short", 32, "short")]
    [InlineData("0123456789", 10, "0123456789")]
    [InlineData("0123456789x", 10, "012… (cut)")]
    [InlineData("01😀3456789x", 10, "01… (cut)")]
    public void A_text_is_cut_between_characters_and_says_so(string text, int max, string cut) => Cutting.Text(text, max).Should().Be(cut);
}
