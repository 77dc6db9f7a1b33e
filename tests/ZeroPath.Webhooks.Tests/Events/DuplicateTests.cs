using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Events;

/// <summary>A doubled member is an attack, not a dialect (D14).</summary>
public class DuplicateTests
{
    private const string Common = "\"timestamp\":\"2025-10-16T12:34:56Z\",\"organization\":{\"id\":\"o\"}";

    [Theory]
    [InlineData("time", "1")]
    [InlineData("host", "\"h\"")]
    [InlineData("source", "\"s\"")]
    [InlineData("sourcetype", "\"REPO_ADDED\"")]
    [InlineData("sourcetype", "\"SCAN_COMPLETE\"")]
    [InlineData("event", "{}")]
    [InlineData("source\\u0074ype", "\"REPO_ADDED\"", "sourcetype")]
    public void In_the_envelope(string name, string value, string? plain = null) =>
        ShouldBeRefused(Envelope("REPO_ADDED", Common, after: $",\"{name}\":{value}"), $"$.{plain ?? name}");

    [Fact]
    public void In_unknown_members_of_the_envelope()
    {
        ShouldBeRefused(Envelope("REPO_ADDED", Common, before: "\"x\":1,", after: ",\"x\":1"), "$.x");
        ShouldBeRefused(Envelope("REPO_ADDED", Common, before: "\"x\":[{\"a.b\":1,\"a\\u002eb\":1}],"), "$.x[0]['a.b']");
    }

    [Theory]
    [InlineData("\"timestamp\":\"2025-10-16T12:34:56Z\"", "timestamp")]
    [InlineData("\"organization\":null", "organization")]
    [InlineData("\"error\":\"a\",\"error\":\"b\"", "error")]
    [InlineData("\"error\":null,\"error\":\"b\"", "error")]
    [InlineData("\"unknown\":1,\"unknown\":1", "unknown")]
    [InlineData("\"unknown\":1,\"unkno\\u0077n\":1", "unknown")]
    [InlineData("\"it's\":1,\"it's\":1", "['it\\'s']")]
    [InlineData("\"\":1,\"\":1", "['']")]
    [InlineData("\"repository\":{\"id\":\"r\",\"id\":\"r\",\"name\":\"n\"}", "repository.id")]
    [InlineData("\"repository\":{\"id\":\"r\",\"x\":1,\"x\":2,\"name\":\"n\"}", "repository.x")]
    [InlineData("\"scan\":{\"id\":\"s\",\"type\":\"t\",\"status\":\"s\",\"status\":\"s\",\"url\":\"u\"}", "scan.status")]
    [InlineData(
        "\"scan\":{\"id\":\"s\",\"type\":\"t\",\"status\":\"s\",\"url\":\"u\","
        + "\"vulnerability_summary\":{\"total\":1,\"by_severity\":{\"high\":1,\"high\":0}}}",
        "scan.vulnerability_summary.by_severity.high")]
    [InlineData("\"audit_log\":{\"id\":\"a\",\"endpoint\":\"e\",\"timestamp\":\"2025-10-16T12:34:56Z\",\"arguments\":{\"a\":1,\"a\":2}}",
        "audit_log.arguments.a")]
    [InlineData(
        "\"audit_log\":{\"id\":\"a\",\"endpoint\":\"e\",\"timestamp\":\"2025-10-16T12:34:56Z\","
        + "\"caller\":{\"id\":\"1\",\"id\":\"2\"}}",
        "audit_log.caller.id")]
    [InlineData("\"metadata\":{\"x\":1,\"x\":2}", "metadata.x")]
    [InlineData("\"metadata\":{\"x\":{\"y\":[{\"z\":1,\"z\":2}]}}", "metadata.x.y[0].z")]
    [InlineData("\"vulnerability\":{\"severity\":1,\"severity\":10}", "vulnerability.severity")]
    [InlineData("\"vulnerability\":{\"severity\":{\"a\":1,\"a\":2}}", "vulnerability.severity.a")]
    public void In_an_event(string members, string path)
    {
        var step = path.StartsWith('[') ? path : $".{path}";
        foreach (var type in new[] { "REPO_ADDED", "SOMETHING_NEW" })
        {
            ShouldBeRefused(Envelope(type, $"{Common},{members}"), $"$.event{step}");
        }
    }

    [Fact]
    public void In_an_issue_that_a_CVE_affects() => ShouldBeRefused(
        Envelope("SCA_NEW_CVE", Common + ",\"metadata\":{\"affectedIssues\":[{\"id\":\"1\",\"id\":\"2\"}]}"),
        "$.event.metadata.affectedIssues[0].id");

    [Fact]
    public void Names_that_differ_in_case_are_two_names() =>
        WebhookJson.Read(Envelope("REPO_ADDED", Common + ",\"Error\":1", before: "\"Time\":2,"))
            .Event.Should().BeOfType<RepoAddedEvent>().Which.Error.Should().BeNull();

    private static string Envelope(string type, string members, string before = "", string after = "") =>
        "{" + before + "\"time\":1,\"host\":\"h\",\"source\":\"s\",\"sourcetype\":\"" + type + "\",\"event\":{" + members + "}" + after
            + "}";

    private static void ShouldBeRefused(string json, string path) =>
        FluentActions.Invoking(() => WebhookJson.Read(json)).Should().Throw<WebhookJsonException>()
            .Which.Problems.Select(problem => (problem.Path, problem.Code)).Should().Equal((path, ProblemCodes.Duplicate));
}
