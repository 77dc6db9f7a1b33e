using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Events;

public class EnvelopeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1729101000", 1729101000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("1729101000.0", 1729101000)]
    [InlineData("1729101000.999", 1729101000)]
    [InlineData("1.729101e9", 1729101000)]
    [InlineData("\"1729101000\"", 1729101000)]
    [InlineData("\"\\u0031\"", 1)]
    [InlineData("-0", 0)]
    public void Time_is_read_in_every_form_and_written_as_an_integer(string time, long seconds)
    {
        // The second document goes the long way round, because its event is broken.
        foreach (var json in new[] { Documents.Least(), new JsonObject() })
        {
            var payload = WebhookJson.Read(Documents.Payload("REPO_ADDED", json, time));

            payload.Time.Should().Be(seconds);
            JsonNode.Parse(WebhookJson.Write(payload))!["time"]!.ToJsonString().Should().Be(seconds.ToString(CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("-1", "range")]
    [InlineData("-0.5", "range")]
    [InlineData("9223372036854775808", "range")]
    [InlineData("1e400", "range")]
    [InlineData("\"\"", "format")]
    [InlineData("\"-1\"", "format")]
    [InlineData("\"1.5\"", "format")]
    [InlineData("\" 1\"", "format")]
    [InlineData("\"yesterday\"", "format")]
    [InlineData("\"99999999999999999999\"", "format")]
    [InlineData("true", "type")]
    [InlineData("{}", "type")]
    [InlineData("null", "required")]
    public void Any_other_time_is_refused(string time, string code) =>
        Refusal(Documents.Payload("REPO_ADDED", Documents.Least(), time)).Should().Equal(("$.time", code));

    [Theory]
    [InlineData("2025-10-16T12:34:56Z", "2025-10-16T12:34:56Z")]
    [InlineData("2025-10-16T12:34:56+00:00", "2025-10-16T12:34:56Z")]
    [InlineData("2025-10-16T12:34:56-00:00", "2025-10-16T12:34:56Z")]
    [InlineData("2025-10-16T18:04:56+05:30", "2025-10-16T12:34:56Z")]
    [InlineData("2025-10-16T00:34:56-12:00", "2025-10-16T12:34:56Z")]
    [InlineData("2025-10-16T12:34:56.5Z", "2025-10-16T12:34:56.5Z")]
    [InlineData("2025-10-16T12:34:56.1234567+02:00", "2025-10-16T10:34:56.1234567Z")]
    [InlineData("2025-10-16T12:34:56.123456789Z", "2025-10-16T12:34:56.1234567Z")]
    [InlineData("2025-10-16T12:34:56.500Z", "2025-10-16T12:34:56.5Z")]
    [InlineData("2025-10-16T12:34Z", "2025-10-16T12:34:00Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z")]
    public void Timestamps_are_read_with_any_offset_and_written_as_UTC(string timestamp, string written)
    {
        var json = Documents.Full("AUDIT_LOG_EVENT");
        json["timestamp"] = timestamp;
        json["audit_log"]!["timestamp"] = timestamp;

        var payload = WebhookJson.Read(Documents.Payload("AUDIT_LOG_EVENT", json));

        var expected = DateTimeOffset.Parse(written, CultureInfo.InvariantCulture);
        payload.Event.Should().BeOfType<AuditLogEvent>().Which.Timestamp.Should().Be(expected);
        var @event = JsonNode.Parse(WebhookJson.Write(payload))!["event"]!;
        @event["timestamp"]!.GetValue<string>().Should().Be(written);
        @event["audit_log"]!["timestamp"]!.GetValue<string>().Should().Be(written);
    }

    [Fact]
    public void A_timestamp_may_be_spelt_with_escapes()
    {
        var json = Documents.Payload("REPO_ADDED", Documents.Least())
            .Replace("T12:34:56Z", "\\u005412:34:56\\u002b00:00", StringComparison.Ordinal);

        WebhookJson.Read(json).Event.Should().BeOfType<RepoAddedEvent>();
    }

    [Theory]
    [InlineData("2025-10-16T12:34:56")]
    [InlineData("2025-10-16")]
    [InlineData("2025-13-16T12:34:56Z")]
    [InlineData("2025-10-16T25:34:56Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("1729101000")]
    [InlineData("")]
    public void A_timestamp_of_another_form_is_a_problem(string timestamp)
    {
        var json = Documents.Least();
        json["timestamp"] = timestamp;

        WebhookJson.Read(Documents.Payload("REPO_ADDED", json)).Event.Should().BeOfType<UnknownEvent>()
            .Which.Problems.Select(problem => (problem.Path, problem.Code)).Should().Equal(("$.event.timestamp", "format"));
    }

    [Fact]
    public void The_two_times_need_not_agree() =>
        WebhookJson.Read(Documents.Payload("REPO_ADDED", Documents.Least(), "1")).Event.Should().BeOfType<RepoAddedEvent>();

    [Theory]
    [InlineData("""{"time":1,"host":"h","source":"s","sourcetype":"scan_complete","event":{}}""")]
    [InlineData("""{"time":1,"host":"h","source":"s","sourcetype":"0","event":{}}""")]
    [InlineData("""{"time":1,"host":"","source":"","sourcetype":"","event":{}}""")]
    public void A_type_is_known_by_its_exact_name_only(string json) =>
        WebhookJson.Read(json).Event.Should().BeOfType<UnknownEvent>().Which.Problems.Should().BeEmpty();

    [Fact]
    public void Everything_wrong_with_an_envelope_is_found_at_once_and_with_its_event()
    {
        Refusal("{}").Should().BeEquivalentTo(
            [("$.time", "required"), ("$.host", "required"), ("$.source", "required"), ("$.sourcetype", "required"),
                ("$.event", "required")]);
        Refusal("""{"time":"x","host":1,"source":null,"sourcetype":"REPO_ADDED","event":{}}""").Should().BeEquivalentTo(
        [
            ("$.time", "format"), ("$.host", "type"), ("$.source", "required"), ("$.event.timestamp", "required"),
            ("$.event.organization", "required"),
        ]);
        Refusal("""{"time":1,"host":"h","source":"s","sourcetype":1,"event":[]}""").Should().BeEquivalentTo(
            [("$.sourcetype", "type"), ("$.event", "type")]);
    }

    [Theory]
    [InlineData("", "json")]
    [InlineData("{", "json")]
    [InlineData("{} {}", "json")]
    [InlineData("{,}", "json")]
    [InlineData("{\"a\":1,}", "json")]
    [InlineData("{} // comment", "json")]
    [InlineData("[]", "type")]
    [InlineData("null", "type")]
    [InlineData("\"{}\"", "type")]
    [InlineData("\"\\ud800\"", "encoding")]
    [InlineData("\ufeff{}", "json")]
    public void What_is_no_JSON_object_is_refused(string json, string code) => Refusal(json).Should().Equal(("$", code));

    [Fact]
    public void A_payload_over_the_limit_is_refused_and_one_at_the_limit_is_not()
    {
        var json = Documents.Payload("REPO_ADDED", Documents.Least());
        var padded = json + new string(' ', WebhookJson.MaxBytes - json.Length);

        WebhookJson.Read(padded).Event.Should().BeOfType<RepoAddedEvent>();
        Refusal(padded + " ").Should().Equal(("$", "size"));
    }

    [Fact]
    public void A_payload_may_be_nested_to_the_limit_and_no_deeper()
    {
        var json = Nested(WebhookJson.MaxDepth - 2);

        var payload = WebhookJson.Read(json);

        payload.Event.Should().BeOfType<RepoAddedEvent>();
        WebhookValidator.Validate(payload).Should().BeEmpty();
        ExactJson.AreEqual(Encoding.UTF8.GetBytes(json), WebhookJson.Write(payload)).Should().BeTrue();
        Refusal(Nested(WebhookJson.MaxDepth - 1)).Should().Equal(("$", "depth"));
        Refusal(new string('[', 500_000)).Should().Equal(("$", "depth"));

        static string Nested(int depth)
        {
            var least = Documents.Least().ToJsonString();
            return Documents.Payload("REPO_ADDED", JsonNode.Parse("{}")!)
                .Replace("{}", $"{least[..^1]},\"deep\":{new string('[', depth)}{new string(']', depth)}}}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_message_tells_ten_problems_and_how_many_more_there_are()
    {
        var json = "{\"a\":{" + string.Join(",", Enumerable.Repeat("\"x\":1", 1001)) + "}}";

        var refusal = FluentActions.Invoking(() => WebhookJson.Read(json)).Should().Throw<WebhookJsonException>().Which;

        refusal.Problems.Should().HaveCount(1000);
        refusal.Message.Should().EndWith("And 990 more.").And.Subject.Length.Should().BeLessThan(2000);
    }

    [Fact]
    public void Long_names_do_not_make_long_problems()
    {
        var name = new string('n', 200_000);
        var json = "{\"" + name + "\":{\"" + name + "\":{\"a\":1,\"a\":2,\"a\":3}}}";

        var problems = WebhookValidator.Validate(Encoding.UTF8.GetBytes(json));

        problems.Should().HaveCount(2).And.OnlyContain(problem => problem.ToString().Length < 500);
    }

    private static IEnumerable<(string Path, string Code)> Refusal(string json)
    {
        var refusal = FluentActions.Invoking(() => WebhookJson.Read(json)).Should().Throw<WebhookJsonException>().Which;
        WebhookValidator.Validate(Encoding.UTF8.GetBytes(json)).Should().Equal(refusal.Problems);
        return refusal.Problems.Select(problem => (problem.Path, problem.Code));
    }
}
