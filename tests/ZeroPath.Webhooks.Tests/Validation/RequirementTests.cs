using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Events;

namespace ZeroPath.Webhooks.Tests.Validation;

/// <summary>The documentation's tables of required members, each broken in every way, read as JSON and built as records.</summary>
public class RequirementTests
{
    private static readonly string[] OfAll =
    [
        "timestamp", "organization", "organization.id", "repository.id", "repository.name", "scan.id", "scan.type", "scan.status",
        "scan.url",
        "scan.vulnerability_summary.total", "scan.vulnerability_summary.by_severity", "audit_log.id", "audit_log.endpoint",
        "audit_log.timestamp",
    ];

    private static readonly Dictionary<string, string[]> OfOne = new()
    {
        ["SCAN_STARTED"] = ["scan"],
        ["PR_SCAN_STARTED"] = ["scan"],
        ["SCAN_COMPLETE"] = ["scan"],
        ["PR_SCAN_COMPLETE"] = ["scan"],
        ["SCAN_FAILED"] = ["scan", "error"],
        ["LONG_RUNNING_SCAN"] = ["metadata", "metadata.runningMinutes"],
        ["AUDIT_LOG_EVENT"] = ["audit_log"],
        ["SCAN_SCHEDULED"] = ["metadata", "metadata.scheduleId", "metadata.crontab", "metadata.isEnabled", "metadata.action"],
        ["PR_BLOCKED"] = ["metadata", "metadata.prId", "metadata.prNumber"],
        ["PR_MERGED_WITH_ISSUES"] = ["metadata", "metadata.prUrl", "metadata.targetBranch"],
        ["REPORT_COMPLETE"] = ["metadata", "metadata.reportId"],
    };

    private static readonly Dictionary<string, (string A, string B)> EitherOr = new()
    {
        ["NEW_VULNERABILITIES_PR"] = ("vulnerability", "scan"),
        ["NEW_VULNERABILITIES_FULL_SCAN"] = ("vulnerability", "scan"),
        ["VULNERABILITY_PATCHED"] = ("metadata", "vulnerability"),
        ["VULNERABILITY_REOPENED"] = ("metadata", "vulnerability"),
    };

    public static TheoryData<string, string> Required { get; } = new(
        from type in Documents.Types
        from path in OfAll.Concat(OfOne.GetValueOrDefault(type, []))
        select (type, path));

    public static TheoryData<string> EitherOrTypes { get; } = new(EitherOr.Keys);

    public static TheoryData<string> AllTypes { get; } = new(Documents.Types);

    public static TheoryData<string> TypesWithoutRequirements { get; } = new(Documents.TypesWithoutRequirements);

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void A_full_event_is_valid(string type) => Problems(type, Documents.Full(type)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(TypesWithoutRequirements))]
    public void A_type_without_requirements_takes_the_common_members_alone(string type) =>
        Problems(type, Documents.Least()).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Required))]
    public void A_required_member_that_is_missing_or_null_is_the_one_problem(string type, string path)
    {
        var missing = Documents.Full(type);
        var (parent, name) = Documents.Find(missing, path);
        parent.Remove(name);
        var isNull = Documents.Full(type);
        (parent, name) = Documents.Find(isNull, path);
        parent[name] = null;

        Problems(type, missing).Should().Equal(($"$.event.{path}", "required"));
        Problems(type, isNull).Should().Equal(($"$.event.{path}", "required"));
    }

    [Theory]
    [MemberData(nameof(Required))]
    public void A_required_member_of_another_type_is_the_one_problem(string type, string path)
    {
        // Neither an object nor a list nor text nor a boolean nor a number: an array is none that any required member may be.
        foreach (var wrong in new[] { "[]", path.EndsWith("isEnabled", StringComparison.Ordinal) ? "\"true\"" : "true" })
        {
            var json = Documents.Full(type);
            var (parent, name) = Documents.Find(json, path);
            parent[name] = JsonNode.Parse(wrong);

            Problems(type, json).Should().Equal([($"$.event.{path}", "type")], "{0} is wrong", wrong);
        }
    }

    [Theory]
    [MemberData(nameof(Required))]
    public void A_record_without_a_required_member_has_the_same_problem(string type, string path)
    {
        var payload = WebhookJson.Read(Documents.Payload(type, Documents.Full(type)));
        object owner = payload.Event;
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            owner = Property(owner, name).GetValue(owner)!;
        }

        var property = Property(owner, names[^1]);
        if (property.PropertyType.IsValueType)
        {
            return; // never missing
        }

        property.SetValue(owner, null);

        WebhookValidator.Validate(payload.Event).Select(problem => (problem.Path, problem.Code))
            .Should().Equal(($"$.event.{path}", "required"));
    }

    [Theory]
    [MemberData(nameof(EitherOrTypes))]
    public void One_of_two_is_needed_and_null_counts_as_absent(string type)
    {
        var (a, b) = EitherOr[type];
        var oneOf = ("$.event", "one_of");

        Problems(type, With((a, Part(a)))).Should().BeEmpty();
        Problems(type, With((b, Part(b)))).Should().BeEmpty();
        Problems(type, With((a, Part(a)), (b, Part(b)))).Should().BeEmpty();
        Problems(type, With((a, null), (b, Part(b)))).Should().BeEmpty();
        Problems(type, Documents.Least()).Should().Equal(oneOf);
        Problems(type, With((a, null), (b, null))).Should().Equal(oneOf);

        var typed = (KnownEvent)WebhookJson.Read(Documents.Payload(type, With((a, Part(a)), (b, Part(b))))).Event;
        (typed.Scan, typed.Vulnerability, typed.Metadata) = (null, null, null);
        WebhookValidator.Validate(typed).Select(problem => (problem.Path, problem.Code)).Should().Equal(oneOf);

        // {} is there; a scan still needs its own members.
        Problems(type, With(("vulnerability", new JsonObject()))).Should().BeEmpty();
        Problems(type, With(("scan", new JsonObject())))
            .Should().NotContain(type.StartsWith("NEW", StringComparison.Ordinal) ? oneOf : default);
        if (a == "metadata")
        {
            Problems(type, With((a, new JsonObject()))).Should().BeEmpty();
        }
    }

    [Fact]
    public void Every_problem_is_found_at_once()
    {
        var json = JsonNode.Parse(
            """{ "timestamp": "yesterday", "metadata": { "scheduleId": 1, "isEnabled": "yes", "action": null }, "error": {} }""")!;

        Problems("SCAN_SCHEDULED", json).Should().BeEquivalentTo(
        [
            ("$.event.timestamp", "format"), ("$.event.organization", "required"), ("$.event.metadata.scheduleId", "type"),
            ("$.event.metadata.crontab", "required"), ("$.event.metadata.isEnabled", "type"), ("$.event.metadata.action", "required"),
            ("$.event.error", "type"),
        ]);
    }

    [Theory]
    [InlineData("SCAN_COMPLETE", "scan.duration_minutes", "8.5", "type")]
    [InlineData("SCAN_COMPLETE", "scan.duration_minutes", "8.00000000000000000000000000000000001", "type")]
    [InlineData("SCAN_COMPLETE", "scan.duration_minutes", "1e-99999999999", "type")]
    [InlineData("SCAN_COMPLETE", "scan.duration_minutes", "99999999999999999999", "range")]
    [InlineData("SCAN_COMPLETE", "scan.duration_minutes", "9223372036854775808.0", "range")]
    [InlineData("SCAN_COMPLETE", "scan.duration_minutes", "1e99999999999", "range")]
    [InlineData("SCAN_COMPLETE", "scan.vulnerability_summary.by_severity.high", "\"1\"", "type")]
    [InlineData("LONG_RUNNING_SCAN", "metadata.runningMinutes", "\"90\"", "type")]
    [InlineData("LONG_RUNNING_SCAN", "metadata.runningMinutes", "1e400", "range")]
    [InlineData("PR_BLOCKED", "metadata.prNumber", "{}", "type")]
    [InlineData("SCA_NEW_CVE", "metadata.aliases", "\"x\"", "type")]
    [InlineData("SCA_NEW_CVE", "metadata.hasMoreThan20", "1", "type")]
    [InlineData("AUDIT_LOG_EVENT", "audit_log.caller", "\"me\"", "type")]
    public void An_optional_member_of_another_kind_is_a_problem(string type, string path, string value, string code)
    {
        var json = Documents.Full(type);
        var (parent, name) = Documents.Find(json, path);
        parent[name] = JsonNode.Parse(value);

        Problems(type, json).Should().Equal(($"$.event.{path}", code));
    }

    [Fact]
    public void An_item_of_a_list_has_its_index_in_the_path()
    {
        var json = Documents.Full("SCA_NEW_CVE");
        json["metadata"]!["affectedIssues"] = JsonNode.Parse("""[{}, { "id": 1 }, null]""");
        json["metadata"]!["aliases"] = JsonNode.Parse("""["a", null]""");

        Problems("SCA_NEW_CVE", json).Should().BeEquivalentTo(
        [
            ("$.event.metadata.affectedIssues[1].id", "type"), ("$.event.metadata.affectedIssues[2]", "required"),
            ("$.event.metadata.aliases[1]", "required"),
        ]);
    }

    /// <summary>What the reader and both validators say of an event, which must be one and the same.</summary>
    private static IEnumerable<(string Path, string Code)> Problems(string type, JsonNode json)
    {
        var document = Documents.Payload(type, json);
        var payload = WebhookJson.Read(document);
        var problems = WebhookValidator.Validate(Encoding.UTF8.GetBytes(document));

        payload.Event.Type.Name.Should().Be(type);
        WebhookValidator.Validate(payload).Should().Equal(problems);
        WebhookValidator.Validate(payload.Event).Should().Equal(problems);
        if (problems.Count == 0)
        {
            payload.Event.Should().BeOfType(EventCatalog.Find(payload.Event.Type)!.ClrType);
        }
        else
        {
            payload.Event.Should().BeOfType<UnknownEvent>().Which.Problems.Should().Equal(problems);
        }

        return problems.Select(problem => (problem.Path, problem.Code));
    }

    private static JsonObject With(params (string Name, JsonNode? Value)[] members)
    {
        var json = Documents.Least();
        foreach (var (name, value) in members)
        {
            json[name] = value;
        }

        return json;
    }

    private static JsonNode Part(string name) => Documents.Full("REPO_ADDED")[name]!.DeepClone();

    private static PropertyInfo Property(object owner, string wireName)
    {
        var name = wireName.Replace("_", "", StringComparison.Ordinal);
        for (var type = owner.GetType(); ; type = type.BaseType!)
        {
            if (type.GetProperty(name,
                BindingFlags.IgnoreCase | BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly) is { } property)
            {
                return property;
            }
        }
    }
}
