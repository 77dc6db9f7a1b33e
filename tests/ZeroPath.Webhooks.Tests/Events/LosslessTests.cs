using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Events;

/// <summary>What was read is written again: every member, at every level, numbers with their digits (D6).</summary>
public class LosslessTests
{
    private const string Unknown =
        """{"big":123456789012345678901234567890,"exact":1.10,"power":1E+2,"small":-0.0e-5,"nothing":null,"empty":{}"""
        + ""","list":[[],{"a":[1.0]}],"text":"é \ud83d\ude00 \u0000 <b> \" \\"}""";

    public static TheoryData<string> AllTypes { get; } = new(Documents.Types);

    [Theory]
    [InlineData("SCAN_COMPLETE", "")]
    [InlineData("SCAN_COMPLETE", "organization")]
    [InlineData("SCAN_COMPLETE", "repository")]
    [InlineData("SCAN_COMPLETE", "scan")]
    [InlineData("SCAN_COMPLETE", "scan.vulnerability_summary")]
    [InlineData("SCAN_COMPLETE", "scan.vulnerability_summary.by_severity")]
    [InlineData("AUDIT_LOG_EVENT", "audit_log")]
    [InlineData("AUDIT_LOG_EVENT", "audit_log.caller")]
    [InlineData("AUDIT_LOG_EVENT", "audit_log.arguments")]
    [InlineData("REPO_ADDED", "metadata")]
    [InlineData("SCAN_SCHEDULED", "metadata")]
    [InlineData("LONG_RUNNING_SCAN", "metadata")]
    [InlineData("PR_BLOCKED", "metadata")]
    [InlineData("PR_MERGED_WITH_ISSUES", "metadata")]
    [InlineData("REPORT_COMPLETE", "metadata")]
    [InlineData("SCA_NEW_CVE", "metadata")]
    [InlineData("SCA_NEW_CVE", "metadata.affectedIssues.0")]
    [InlineData("VULNERABILITY_PATCHED", "vulnerability")]
    public void Unknown_members_are_kept_at_every_level(string type, string path)
    {
        var json = Documents.Full(type);
        JsonNode at = json;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            at = name == "0" ? at[0]! : at[name]!;
        }

        at["not known"] = JsonNode.Parse(Unknown);
        at["a.b"] = 1.50m;

        ShouldComeBack(Documents.Payload(type, json)).Event.Should().BeAssignableTo<KnownEvent>();
    }

    [Fact]
    public void Unknown_members_of_the_envelope_are_kept()
    {
        var json = Documents.Payload("REPO_ADDED", Documents.Least());

        ShouldComeBack($$"""{"first":{{Unknown}},{{json[1..^1]}},"last":[1.0]}""").AdditionalMembers.Should().ContainKeys("first", "last");
    }

    [Fact]
    public void An_unknown_type_is_kept_as_it_came_without_problems() =>
        ShouldComeBack(Documents.Payload("SOMETHING_NEW", JsonNode.Parse(Unknown)!)).Event.Should().BeOfType<UnknownEvent>()
            .Which.Problems.Should().BeEmpty();

    [Fact]
    public void A_document_that_breaks_its_rules_is_kept_as_it_came() =>
        ShouldComeBack(Documents.Payload("SCAN_COMPLETE", JsonNode.Parse(Unknown)!)).Event.Should().BeOfType<UnknownEvent>()
            .Which.Problems.Should().NotBeEmpty();

    [Fact]
    public void A_status_and_a_type_of_scan_that_are_not_known_are_values()
    {
        var json = Documents.Full("SCAN_COMPLETE");
        json["scan"]!["status"] = "paused";
        json["scan"]!["type"] = "fullscan";

        var scan = ShouldComeBack(Documents.Payload("SCAN_COMPLETE", json)).Event.Should().BeOfType<ScanCompleteEvent>().Subject.Scan;

        scan.Status.Should().Be(new ScanStatus("paused"));
        scan.Type.Should().Be(new ScanType("fullscan")).And.NotBe(ScanType.FullScan);
    }

    [Theory]
    [InlineData("PR_BLOCKED", "metadata.prId", "123")]
    [InlineData("PR_BLOCKED", "metadata.prNumber", "\"123\"")]
    [InlineData("PR_BLOCKED", "metadata.prNumber", "1.230e2")]
    [InlineData("LONG_RUNNING_SCAN", "metadata.runningMinutes", "90.500")]
    [InlineData("AUDIT_LOG_EVENT", "audit_log.arguments", "[1, \"a\", null]")]
    [InlineData("AUDIT_LOG_EVENT", "audit_log.arguments", "\"text\"")]
    [InlineData("AUDIT_LOG_EVENT", "audit_log.arguments", "0.10")]
    [InlineData("AUDIT_LOG_EVENT", "audit_log.arguments", "false")]
    [InlineData("VULNERABILITY_PATCHED", "vulnerability.severity", "\"critical\"")]
    [InlineData("VULNERABILITY_PATCHED", "vulnerability.severity", "\"8.20\"")]
    [InlineData("VULNERABILITY_PATCHED", "vulnerability.severity", "8.20")]
    [InlineData("VULNERABILITY_PATCHED", "vulnerability.confidence", "{\"level\":\"high\"}")]
    [InlineData("SCA_NEW_CVE", "metadata.severity", "9.80")]
    public void A_member_that_may_be_of_several_kinds_keeps_its_kind_and_digits(string type, string path, string value)
    {
        var json = Documents.Full(type);
        var (parent, name) = Documents.Find(json, path);
        parent[name] = JsonNode.Parse(value);

        ShouldComeBack(Documents.Payload(type, json)).Event.Should().BeAssignableTo<KnownEvent>();
    }

    [Fact]
    public void Missing_levels_stay_missing_and_the_total_need_not_be_their_sum()
    {
        var json = Documents.Full("SCAN_COMPLETE");
        json["scan"]!["vulnerability_summary"] = JsonNode.Parse("""{ "total": 99, "by_severity": { "high": 1 } }""");

        var payload = ShouldComeBack(Documents.Payload("SCAN_COMPLETE", json));

        payload.Event.Should().BeOfType<ScanCompleteEvent>().Which.Scan.VulnerabilitySummary!.BySeverity.Should()
            .BeEquivalentTo(new SeverityCounts { High = 1 });
    }

    [Fact]
    public void The_event_may_come_before_its_type()
    {
        var json =
            $$"""{"event":{{Documents.Full("PR_BLOCKED").ToJsonString()}},"sourcetype":"PR_BLOCKED","source":"s","host":"h","time":1}""";

        ShouldComeBack(json).Event.Should().BeOfType<PrBlockedEvent>();
    }

    [Fact]
    public void A_known_optional_member_that_is_null_counts_as_absent_and_comes_back()
    {
        var json = Documents.Full("REPO_ADDED");
        json["scan"] = null;
        json["organization"]!["name"] = null;

        var payload = ShouldComeBack(Documents.Payload("REPO_ADDED", json));

        payload.Event.Should().BeOfType<RepoAddedEvent>().Which.Scan.Should().BeNull();
        WebhookValidator.Validate(payload).Should().BeEmpty();
    }

    [Fact]
    public void A_null_and_a_spelling_in_an_item_of_a_list_come_back()
    {
        var json = Documents.Full("SCA_NEW_CVE");
        json["metadata"]!["affectedIssues"]![0]!["url"] = null;
        json["metadata"]!["totalAffectedCount"] = JsonNode.Parse("1.0");

        ShouldComeBack(Documents.Payload("SCA_NEW_CVE", json)).Event.Should().BeOfType<ScaNewCveEvent>();
    }

    [Fact]
    public void A_member_that_came_as_null_and_was_set_since_is_written_once()
    {
        var json = Documents.Full("REPO_ADDED");
        json["error"] = null;
        var read = (RepoAddedEvent)WebhookJson.Read(Documents.Payload("REPO_ADDED", json)).Event;

        var written = WebhookJson.Write(new() { Time = 1, Host = "h", Source = "s", Event = read.With(it => it.Error = "none") });

        WebhookJson.Read(written).Event.Should().BeOfType<RepoAddedEvent>().Which.Error.Should().Be("none");
    }

    [Theory]
    [InlineData("8.0", 8)]
    [InlineData("8.000000000000000000000000000000000000000", 8)]
    [InlineData("80e-1", 8)]
    [InlineData("0.8E1", 8)]
    [InlineData("1e18", 1_000_000_000_000_000_000)]
    [InlineData("-0.0", 0)]
    [InlineData("0e99999999999", 0)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    [InlineData("-9223372036854775808.00", long.MinValue)]
    public void An_integer_may_be_spelt_as_any_number_and_comes_back_so(string spelling, long value)
    {
        var json = Documents.Full("SCAN_COMPLETE");
        json["scan"]!["duration_minutes"] = JsonNode.Parse(spelling);
        json["scan"]!["vulnerability_summary"]!["total"] = JsonNode.Parse(spelling);

        var payload = ShouldComeBack(Documents.Payload("SCAN_COMPLETE", json));

        var scan = payload.Event.Should().BeOfType<ScanCompleteEvent>().Subject.Scan;
        (scan.DurationMinutes, scan.VulnerabilitySummary!.Total).Should().Be((value, value));
        WebhookValidator.Validate(payload).Should().BeEmpty();
    }

    [Theory]
    [InlineData("9e1", 90)]
    [InlineData("90.000000000000000000000000000000000001", 90)]
    public void A_number_that_a_decimal_does_not_hold_digit_for_digit_comes_back(string spelling, int value)
    {
        var json = Documents.Full("LONG_RUNNING_SCAN");
        json["metadata"]!["runningMinutes"] = JsonNode.Parse(spelling);

        var payload = ShouldComeBack(Documents.Payload("LONG_RUNNING_SCAN", json));

        payload.Event.Should().BeOfType<LongRunningScanEvent>().Which.Metadata.RunningMinutes.Should().Be(value);
        WebhookValidator.Validate(payload).Should().BeEmpty();
    }

    [Fact]
    public void An_integer_that_was_set_since_it_came_is_written_once_as_it_was_set()
    {
        var json = Documents.Full("SCAN_COMPLETE");
        json["scan"]!["duration_minutes"] = JsonNode.Parse("8.0");
        var read = (ScanCompleteEvent)WebhookJson.Read(Documents.Payload("SCAN_COMPLETE", json)).Event;

        DurationOf(read.With(it => it.Scan = read.Scan.With(it => it.DurationMinutes = 9))).Should().Be(9);
        DurationOf(read.With(it => it.Scan = read.Scan.With(it => it.DurationMinutes = null))).Should().BeNull();

        static long? DurationOf(ScanCompleteEvent @event)
        {
            WebhookValidator.Validate(@event).Should().BeEmpty();
            var written = WebhookJson.Write(new() { Time = 1, Host = "h", Source = "s", Event = @event });
            return WebhookJson.Read(written).Event.Should().BeOfType<ScanCompleteEvent>().Subject.Scan.DurationMinutes;
        }
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Any_document_of_a_type_comes_back(string type) =>
        RandomJson.Payload(type)
            .Sample(json => ExactJson.AreEqual(Encoding.UTF8.GetBytes(json), WebhookJson.Write(WebhookJson.Read(json))), iter: 100);

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Any_document_of_a_type_is_read_as_that_type(string type) =>
        RandomJson.Payload(type)
            .Sample(json => WebhookJson.Read(json).Event.GetType() == EventCatalog.Find(new WebhookEventType(type))!.ClrType, iter: 30);

    private static WebhookPayload ShouldComeBack(string json)
    {
        var payload = WebhookJson.Read(json);
        var written = WebhookJson.Write(payload);
        ExactJson.AreEqual(Encoding.UTF8.GetBytes(json), written).Should().BeTrue("{0} was written", Encoding.UTF8.GetString(written));
        return payload;
    }
}
