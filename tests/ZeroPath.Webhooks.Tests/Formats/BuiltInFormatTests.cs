using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Events;
using ZeroPath.Webhooks.Tests.Routing;

namespace ZeroPath.Webhooks.Tests.Formats;

/// <summary>What is particular to each format that is built in.</summary>
public class BuiltInFormatTests
{
    [Fact]
    public void Slack_gets_its_three_characters_escaped_and_nothing_that_it_would_take_for_a_mention_or_a_link()
    {
        var @event = Given.Event(WebhookEventType.ScanFailed, it => it.Error = "<!channel> & <https://evil.example.com|click> @here");

        var section = Block(Formatted.Json("Slack", @event), "section").GetProperty("text");

        section.GetProperty("text").GetString().Should().Contain(
            "&lt;!channel&gt; &amp; &lt;https://evil.example.com|click&gt; @here");
        section.GetProperty("verbatim").GetBoolean().Should().BeTrue();
    }

    [Theory]
    [InlineData("https://zeropath.com/a|b>c<d&e", "<https://zeropath.com/a%7Cb%3Ec%3Cd&amp;e|Open in ZeroPath>")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("no address", null)]
    public void Slack_links_to_web_addresses_alone(string url, string? link)
    {
        var @event = Given.Event(WebhookEventType.VulnerabilityReopened, it => it.Vulnerability = new() { Id = "v", Url = url });

        var text = Block(Formatted.Json("Slack", @event), "section").GetProperty("text").GetProperty("text").GetString()!;

        text.EndsWith("|Open in ZeroPath>", StringComparison.Ordinal).Should().Be(link is not null);
        text.Should().Contain(link ?? "vulnerability.url");
    }

    [Fact]
    public void Slacks_limits_are_of_what_is_escaped_and_no_escape_is_cut()
    {
        var @event = Given.Event(WebhookEventType.ScanFailed, it => it.Error = new('&', 5_000));

        var request = Formatted.Make("Slack", @event);

        request.IsCut.Should().BeTrue();
        var text = Block(JsonElement.Parse(request.Body.Span), "section").GetProperty("text").GetProperty("text").GetString()!;
        text.Length.Should().BeInRange(2_900, 3_000);
        text.Replace("&amp;", "", StringComparison.Ordinal).Should().NotContain("&").And.Contain("error:* … (cut)");
    }

    [Fact]
    public void Teams_gets_texts_that_it_takes_for_no_Markdown()
    {
        var card = Card(Given.Event(WebhookEventType.ScanFailed, it => it.Error = "[click](https://evil.example.com) **bold**"));

        card.GetProperty("body").EnumerateArray().Select(block => block.GetProperty("type").GetString()).Distinct()
            .Should().Equal("RichTextBlock");
        Formatted.Texts(card).Should().Contain("[click](https://evil.example.com) **bold**");
    }

    [Theory]
    [InlineData("90", "critical")]
    [InlineData("70", "error")]
    [InlineData("40", "warning")]
    [InlineData("10", "info")]
    [InlineData("0", "info")]
    [InlineData(null, "info")]
    public void PagerDutys_severity_is_by_the_level(string? score, string severity) =>
        Formatted.Json("PagerDuty", Given.Vulnerability(score: score is null ? null : JsonLiteral.Parse(score)))
            .GetProperty("payload").GetProperty("severity").GetString().Should().Be(severity);

    [Fact]
    public void What_failed_is_an_error_to_PagerDuty() =>
        Formatted.Json("PagerDuty", Formatted.Sample(WebhookEventType.ScanFailed))
            .GetProperty("payload").GetProperty("severity").GetString().Should().Be("error");

    [Fact]
    public void PagerDuty_is_told_of_a_vulnerability_and_of_its_end_by_one_key()
    {
        var (found, patched, again) = (
            Of(WebhookEventType.NewVulnerabilitiesPr, "v"), Of(WebhookEventType.VulnerabilityPatched, "v"),
            Of(WebhookEventType.VulnerabilityReopened, "v"));

        found.Should().Be(("trigger", "v"));
        patched.Should().Be(("resolve", "v"));
        again.Should().Be(("trigger", "v"));
        var (longKey, longEnd) = (
            Of(WebhookEventType.NewVulnerabilitiesPr, new('v', 300)).Key, Of(WebhookEventType.VulnerabilityPatched, new('v', 300)).Key);
        longKey.Should().Be(longEnd).And.HaveLength(64).And.NotBe(Of(WebhookEventType.NewVulnerabilitiesPr, new('v', 301)).Key);

        static (string? Action, string? Key) Of(WebhookEventType type, string id) => KeyOf(
            Given.Event(type, it => it.Vulnerability = new() { Id = id }));
    }

    [Fact]
    public void Without_a_vulnerability_PagerDutys_key_is_the_events_id()
    {
        KeyOf(Formatted.Sample(WebhookEventType.PrBlocked)).Should().Be(("trigger", Formatted.EventId));
        KeyOf(Given.Event(WebhookEventType.VulnerabilityPatched, it => it.Vulnerability = null))
            .Should().Be(("resolve", Formatted.EventId));
    }

    [Fact]
    public void PagerDuty_has_its_path_whatever_stands_in_the_URL() =>
        Formatted.Make("PagerDuty", Formatted.Sample(WebhookEventType.PrBlocked)).Path.Should().Be("/v2/enqueue");

    [Fact]
    public void GitHub_waits_for_the_type_or_for_the_name_that_is_set()
    {
        var endpoint = Formatted.Endpoint("GitHubDispatch");
        var named = endpoint with { FormatSettings = new Dictionary<string, string> { ["EventType"] = "zeropath" } };

        foreach (var (which, type) in new[] { (endpoint, "PR_BLOCKED"), (named, "zeropath") })
        {
            var json = JsonElement.Parse(Formatted.Make("GitHubDispatch", Formatted.Sample(WebhookEventType.PrBlocked), which).Body.Span);
            json.GetProperty("event_type").GetString().Should().Be(type);
            json.GetProperty("client_payload").EnumerateObject().Select(member => member.Name)
                .Should().Equal("id", "time", "host", "source", "sourcetype", "event");
        }
    }

    [Theory]
    [InlineData("https://splunk.example.com:8088", "/services/collector/event")]
    [InlineData("https://splunk.example.com:8088/", "/services/collector/event")]
    [InlineData("https://splunk.example.com/services/collector/event/1.0", null)]
    public void Splunk_has_its_path_unless_the_URL_has_one(string url, string? path) =>
        Formatted.Make("SplunkHec", Formatted.Sample(WebhookEventType.PrBlocked), Formatted.Endpoint("SplunkHec", new(url))).Path
            .Should().Be(path);

    [Fact]
    public void Splunk_gets_the_payload_and_an_index_where_one_is_set_and_nothing_that_it_does_not_know()
    {
        var body = Documents.Payload("PR_BLOCKED", Documents.Full("PR_BLOCKED")).Replace("{\"time\"", "{\"extra\":1,\"time\"");
        var endpoint = Formatted.Endpoint("SplunkHec") with { FormatSettings = new Dictionary<string, string> { ["Index"] = "security" } };

        var json = JsonElement.Parse(
            Formatted.Make("SplunkHec", System.Text.Encoding.UTF8.GetBytes(body), "PR_BLOCKED", endpoint).Body.Span);

        json.EnumerateObject().Select(member => member.Name).Should().Equal("time", "host", "source", "sourcetype", "event", "index");
        JsonElement.DeepEquals(json.GetProperty("event"), JsonElement.Parse(body).GetProperty("event")).Should().BeTrue();
    }

    [Fact]
    public void A_CloudEvent_has_the_whole_payload_as_its_data()
    {
        var @event = Formatted.Sample(WebhookEventType.ScaNewCve);
        var request = Formatted.Make("CloudEvents", @event);
        var json = JsonElement.Parse(request.Body.Span);

        JsonElement.DeepEquals(json.GetProperty("data"), JsonElement.Parse(Formatted.Body(@event))).Should().BeTrue();
        request.ContentType.Should().Be("application/cloudevents+json; charset=utf-8");
        (json.GetProperty("id").GetString(), json.GetProperty("source").GetString(), json.GetProperty("type").GetString())
            .Should().Be((Formatted.EventId, "//zeropath.com/zeropath", "com.zeropath.SCA_NEW_CVE"));
    }

    [Fact]
    public void A_CloudEvents_attributes_have_no_control_characters()
    {
        var @event = Given.Event(WebhookEventType.VulnerabilityPatched, it => it.Vulnerability = new() { Id = "v\u0001" });

        Formatted.Json("CloudEvents", @event).TryGetProperty("subject", out _).Should().BeFalse();
    }

    private static (string? Action, string? Key) KeyOf(KnownEvent @event)
    {
        var json = Formatted.Json("PagerDuty", @event);
        return (json.GetProperty("event_action").GetString(), json.GetProperty("dedup_key").GetString());
    }

    private static JsonElement Card(KnownEvent @event) =>
        Formatted.Json("Teams", @event).GetProperty("attachments")[0].GetProperty("content");

    private static JsonElement Block(JsonElement message, string type) =>
        message.GetProperty("blocks").EnumerateArray().Single(block => block.GetProperty("type").GetString() == type);
}
