using System.Text;
using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Events;

namespace ZeroPath.Webhooks.Tests.Validation;

/// <summary>What the compiler lets through in a typed event: the validator finds it and never throws.</summary>
public class TypedEventTests
{
    private static readonly JsonElement One = JsonElement.Parse("1");

    [Fact]
    public void Null_for_everything_is_every_required_member()
    {
        var payload = new WebhookPayload
        {
            Time = -1,
            Host = null!,
            Source = null!,
            Event = new ScanFailedEvent { Timestamp = default, Organization = null!, Scan = null!, Error = null! },
        };

        Problems(payload).Should().BeEquivalentTo(
        [
            ("$.time", "range"), ("$.host", "required"), ("$.source", "required"),
            ("$.event.organization", "required"), ("$.event.scan", "required"), ("$.event.error", "required"),
        ]);
        Problems(payload.With(it => it.Event = null!)).Should().Contain(("$.event", "required"));
    }

    [Fact]
    public void A_name_must_not_be_null()
    {
        var @event = Scan(scan => scan.With(it => { it.Status = new(null!); it.Type = new(null!); }));

        Problems(@event).Should().BeEquivalentTo([("$.event.scan.status", "required"), ("$.event.scan.type", "required")]);
        Problems(new UnknownEvent(new("\ud800"), JsonElement.Parse("{}"))).Should().Equal(("$.sourcetype", "encoding"));
    }

    [Fact]
    public void Text_must_be_Unicode()
    {
        // No theory: what attributes carry is UTF-8.
        foreach (var text in new[] { "\ud800", "a\udc00", "\udc00\ud800" })
        {
            TextMustBeUnicode(text);
        }
    }

    [Fact]
    public void An_additional_member_must_not_take_a_known_name()
    {
        var @event = Scan(scan => scan.With(it => it.AdditionalMembers = new() { ["id"] = One, ["ID"] = One, ["other"] = One }));
        @event.AdditionalMembers = new() { ["repository"] = One };

        Problems(@event).Should().BeEquivalentTo([("$.event.scan.id", "duplicate"), ("$.event.repository", "duplicate")]);
        Problems(new WebhookPayload
        {
            Time = 1,
            Host = "h",
            Source = "s",
            Event = Scan(scan => scan),
            AdditionalMembers = new() { ["sourcetype"] = One }
        })
            .Should().Equal(("$.sourcetype", "duplicate"));
    }

    [Fact]
    public void An_additional_member_must_be_a_value_and_Unicode_without_duplicates()
    {
        JsonElement disposed;
        using (var document = JsonDocument.Parse("{}"))
        {
            disposed = document.RootElement;
        }

        Problems(Scan(scan => scan.With(it => it.AdditionalMembers = new()
        {
            ["none"] = default,
            ["gone"] = disposed,
            ["half"] = JsonElement.Parse("[\"\\ud800\"]"),
            ["name"] = JsonElement.Parse("{\"\\ud800\":1}"),
            ["a.b"] = JsonElement.Parse("{\"x\":1,\"x\":2}"),
            ["\ud800"] = One,
        }))).Should().BeEquivalentTo(
        [
            ("$.event.scan.none", "required"), ("$.event.scan.gone", "required"), ("$.event.scan.half[0]", "encoding"),
            ("$.event.scan.name['\\\\ud800']", "encoding"), ("$.event.scan['a.b'].x", "duplicate"), ("$.event.scan['\\ud800']", "encoding"),
        ]);
    }

    [Fact]
    public void Values_must_not_be_nested_too_deep()
    {
        Problems(With(61)).Should().BeEmpty();
        Problems(With(62)).Should().Equal(("$.event.scan.deep" + string.Concat(Enumerable.Repeat("[0]", 61)), "depth"));
        Problems(With(5_000)).Should().ContainSingle().Which.Code.Should().Be("depth");
        Problems(new AuditLogEvent
        {
            Timestamp = default,
            Organization = new() { Id = "o" },
            AuditLog = new()
            {
                Id = "a",
                Endpoint = "e",
                Timestamp = default,
                Arguments = JsonLiteral.Parse(new string('[', 62) + new string(']', 62)),
            },
        }).Should().ContainSingle().Which.Code.Should().Be("depth");

        static ScanCompleteEvent With(int depth) => Scan(scan => scan.With(it => it.AdditionalMembers = new()
        {
            ["deep"] = JsonElement.Parse(new string('[', depth) + new string(']', depth), new JsonDocumentOptions { MaxDepth = depth }),
        }));
    }

    [Fact]
    public void A_payload_must_keep_the_size_limit()
    {
        Problems(Scan(scan => scan.With(it => it.Url = new string('u', WebhookJson.MaxBytes / 2)))).Should().BeEmpty();
        Problems(Scan(scan => scan.With(it => it.Url = new string('u', WebhookJson.MaxBytes)))).Should().Equal(("$", "size"));
        Problems(Scan(scan => scan.With(it => it.Url = new string('\u0001', WebhookJson.MaxBytes / 5)))).Should().Equal(("$", "size"));
        Problems(new ScaNewCveEvent
        {
            Timestamp = default,
            Organization = new() { Id = "o" },
            Metadata = new()
            {
                AffectedIssues = [.. Enumerable.Repeat(new AffectedIssue { RepositoryName = "", RepositoryId = "" }, 40_000)],
            },
        }).Should().Equal(("$", "size"));
        Problems(new ScaNewCveEvent
        {
            Timestamp = default,
            Organization = new() { Id = "o" },
            Metadata = new() { Aliases = [.. Enumerable.Repeat("", 500_000)] },
        }).Should().Equal(("$", "size"));
    }

    [Fact]
    public void Metadata_of_another_type_would_be_lost()
    {
        var derived = new RepoAddedEvent
        {
            Timestamp = default,
            Organization = new() { Id = "o" },
            Metadata = new ReportCompleteMetadata { ReportId = "r" },
        };
        var hidden = new ScaNewCveEvent { Timestamp = default, Organization = new() { Id = "o" } };
        ((KnownEvent)hidden).Metadata = new EventMetadata();

        Problems(derived).Should().Equal(("$.event.metadata", "type"));
        Problems(hidden).Should().Equal(("$.event.metadata", "type"));
    }

    [Fact]
    public void A_value_of_several_kinds_must_be_one_of_them()
    {
        var @event = new PrBlockedEvent
        {
            Timestamp = default,
            Organization = new() { Id = "o" },
            Metadata = new() { PrId = JsonLiteral.Parse("null"), PrNumber = JsonLiteral.Parse("[1]") },
        };

        Problems(@event).Should().BeEquivalentTo([("$.event.metadata.prId", "required"), ("$.event.metadata.prNumber", "type")]);
        @event.Metadata = new() { PrId = JsonLiteral.Parse("\"\\ud800\""), PrNumber = "\udc00" };
        Problems(@event).Should().BeEquivalentTo([("$.event.metadata.prId", "encoding"), ("$.event.metadata.prNumber", "encoding")]);
    }

    [Fact]
    public void An_unknown_event_of_a_document_that_is_gone_is_a_problem()
    {
        UnknownEvent unknown;
        using (var document = JsonDocument.Parse("{}"))
        {
            unknown = new UnknownEvent(new("SOMETHING_NEW"), document.RootElement);
        }

        Problems(unknown).Should().Equal(("$.event", "required"));
    }

    [Fact]
    public void An_event_of_a_documented_type_cannot_be_made_unknown() =>
        FluentActions.Invoking(() => new UnknownEvent(WebhookEventType.ScanComplete, JsonElement.Parse("{}")))
            .Should().Throw<ArgumentException>().WithMessage("*ScanCompleteEvent*");

    [Fact]
    public void Writing_what_is_not_valid_throws_and_leaves_later_writes_alone()
    {
        var good = new WebhookPayload { Time = 1, Host = "h", Source = "s", Event = Scan(scan => scan) };
        var expected = WebhookJson.Write(good);

        FluentActions.Invoking(() => WebhookJson.Write(good.With(it => it.AdditionalMembers = new() { ["none"] = default })))
            .Should().Throw<InvalidOperationException>();

        WebhookJson.Write(good).Should().Equal(expected);
    }

    private static void TextMustBeUnicode(string text)
    {
        Problems(Scan(scan => scan.With(it => it.Url = text))).Should().Equal(("$.event.scan.url", "encoding"));
        Problems(Scan(scan => scan.With(it => it.Status = new(text)))).Should().Equal(("$.event.scan.status", "encoding"));
        Problems(new ScaNewCveEvent { Timestamp = default, Organization = new() { Id = "o" }, Metadata = new() { Aliases = ["a", text] } })
            .Should().Equal(("$.event.metadata.aliases[1]", "encoding"));
        Problems(new WebhookPayload { Time = 1, Host = text, Source = "s", Event = Scan(scan => scan) })
            .Should().Equal(("$.host", "encoding"));
    }

    /// <summary>Of the event or payload; one without problems must also come back equal from its own bytes.</summary>
    private static IEnumerable<(string Path, string Code)> Problems(WebhookPayload payload)
    {
        var problems = WebhookValidator.Validate(payload);
        if (problems.Count == 0)
        {
            var written = WebhookJson.Write(payload);
            written.Length.Should().BeLessThanOrEqualTo(WebhookJson.MaxBytes);
            var again = WebhookJson.Read(written);
            again.Event.Should().BeOfType(payload.Event.GetType());
            Encoding.UTF8.GetString(WebhookJson.Write(again)).Should().Be(Encoding.UTF8.GetString(written));
        }

        return problems.Select(problem => (problem.Path, problem.Code));
    }

    private static IEnumerable<(string Path, string Code)> Problems(WebhookEvent @event)
    {
        var problems = Problems(new WebhookPayload { Time = 0, Host = "", Source = "", Event = @event });
        WebhookValidator.Validate(@event).Select(problem => (problem.Path, problem.Code)).Should().Equal(problems);
        return problems;
    }

    private static ScanCompleteEvent Scan(Func<Scan, Scan> change) => new()
    {
        Timestamp = new DateTimeOffset(2025, 10, 16, 14, 34, 56, TimeSpan.FromHours(2)),
        Organization = new() { Id = "org_1" },
        Scan = change(new() { Id = "s", Type = ScanType.FullScan, Status = ScanStatus.Completed, Url = "u" }),
    };
}
