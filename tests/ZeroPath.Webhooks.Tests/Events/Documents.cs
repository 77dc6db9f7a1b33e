using System.Text.Json.Nodes;

namespace ZeroPath.Webhooks.Tests.Events;

/// <summary>Documents written from the documentation's words, apart from the product's own tables and samples.</summary>
internal static class Documents
{
    public static readonly string[] Types =
    [
        "SCAN_STARTED", "SCAN_COMPLETE", "SCAN_FAILED", "SCAN_SCHEDULED", "PR_SCAN_STARTED", "PR_SCAN_COMPLETE",
        "NEW_VULNERABILITIES_FULL_SCAN", "NEW_VULNERABILITIES_PR", "VULNERABILITY_PATCHED", "VULNERABILITY_REOPENED", "PR_BLOCKED",
        "PR_MERGED_WITH_ISSUES", "REPORT_COMPLETE", "LONG_RUNNING_SCAN", "AUDIT_LOG_EVENT", "SCA_NEW_CVE", "SCA_NEW_ISSUE",
        "INBOUND_WEBHOOK", "PATCH_PR_DENIED", "VULNERABILITY_STATUS_CHANGED", "SCA_SCAN_STARTED", "SCA_SCAN_COMPLETE", "SCA_SCAN_FAILED",
        "REPO_ADDED",
    ];

    public static readonly string[] TypesWithoutRequirements =
    [
        "SCA_NEW_CVE", "SCA_NEW_ISSUE", "INBOUND_WEBHOOK", "PATCH_PR_DENIED", "VULNERABILITY_STATUS_CHANGED", "SCA_SCAN_STARTED",
        "SCA_SCAN_COMPLETE", "SCA_SCAN_FAILED", "REPO_ADDED",
    ];

    private const string Event =
        """
        {
          "timestamp": "2025-10-16T12:34:56Z",
          "organization": { "id": "org_1", "name": "Acme" },
          "repository": { "id": "repo_1", "name": "api" },
          "scan": {
            "id": "scan_1", "type": "FullScan", "status": "completed", "duration_minutes": 8,
            "vulnerability_summary": { "total": 3, "by_severity": { "critical": 0, "high": 1, "medium": 1, "low": 1, "info": 0 } },
            "url": "https://example.com/scan_1"
          },
          "audit_log": {
            "id": "audit_1", "endpoint": "/api", "arguments": { "a": [1, null] }, "caller": { "id": "u", "email": "u@example.com" },
            "timestamp": "2025-10-16T12:34:56Z"
          },
          "error": "why",
          "vulnerability": {
            "id": "v", "url": "u", "generatedTitle": "t", "severity": 8.2, "score": 82, "confidence": 0.50, "status": "open",
            "vulnClass": "c", "cwes": ["CWE-1"], "affectedFile": "f", "startLine": 1, "endLine": 2
          }
        }
        """;

    /// <summary>An event with everything that its type requires and everything else that is known.</summary>
    public static JsonObject Full(string type)
    {
        var json = JsonNode.Parse(Event)!.AsObject();
        json["metadata"] = JsonNode.Parse(type switch
        {
            "SCAN_SCHEDULED" => """{ "scheduleId": "s", "crontab": "0 3 * * 1", "isEnabled": false, "action": "created" }""",
            "LONG_RUNNING_SCAN" => """{ "runningMinutes": 90.50 }""",
            "PR_BLOCKED" => """{ "prId": "01HXYZ", "prNumber": 123 }""",
            "PR_MERGED_WITH_ISSUES" => """{ "prUrl": "https://example.com/pr/1", "targetBranch": "main" }""",
            "REPORT_COMPLETE" => """{ "reportId": "r" }""",
            "SCA_NEW_CVE" =>
                """
                {
                  "alertId": "a", "cveId": "c", "summary": "s", "description": "d", "severity": "high",
                  "aliases": ["x"], "references": ["y"],
                  "totalAffectedCount": 1, "affectedIssuesShown": 1, "hasMoreThan20": false, "affectedRepositoryIds": ["repo_1"],
                  "affectedIssues": [
                    { "id": "i", "url": "u", "repositoryId": "r", "repositoryName": "n", "scanId": "s", "score": 74.0, "uiLink": "l" }
                  ]
                }
                """,
            _ => """{ "anything": true }""",
        });
        return json;
    }

    /// <summary>An event with the common required fields and nothing else.</summary>
    public static JsonObject Least() => new()
    {
        ["timestamp"] = "2025-10-16T12:34:56Z",
        ["organization"] = new JsonObject { ["id"] = "org_1" },
    };

    public static string Payload(string type, JsonNode json, string time = "1729101000") =>
        $$"""{"time":{{time}},"host":"zeropath.com","source":"zeropath","sourcetype":"{{type}}","event":{{json.ToJsonString()}}}""";

    /// <summary>The object that has the last name of a dotted path, and that name.</summary>
    public static (JsonObject Parent, string Name) Find(JsonObject root, string path)
    {
        var names = path.Split('.');
        return (names[..^1].Aggregate(root, (parent, name) => parent[name]!.AsObject()), names[^1]);
    }
}
