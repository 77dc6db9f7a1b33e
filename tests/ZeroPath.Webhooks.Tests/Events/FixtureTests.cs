using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Events;

/// <summary>The documentation's own four payloads.</summary>
public class FixtureTests
{
    [Theory]
    [InlineData("SCAN_COMPLETE")]
    [InlineData("SCAN_FAILED")]
    [InlineData("NEW_VULNERABILITIES_FULL_SCAN")]
    [InlineData("PR_BLOCKED")]
    public void A_documented_payload_comes_back_equal(string name)
    {
        var json = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"{name}.json"));

        var payload = WebhookJson.Read(json);

        payload.Event.Should().BeAssignableTo<KnownEvent>().Which.Type.Name.Should().Be(name);
        WebhookValidator.Validate(payload).Should().BeEmpty();
        var written = WebhookJson.Write(payload);
        JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(written))
            .Should().BeTrue("{0} was written", Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void The_documented_scan_is_read_into_typed_members()
    {
        var payload = Read("SCAN_COMPLETE");

        payload.Time.Should().Be(1729101000);
        payload.Host.Should().Be("zeropath.com");
        payload.Source.Should().Be("zeropath");
        var scanComplete = payload.Event.Should().BeOfType<ScanCompleteEvent>().Subject;
        scanComplete.Timestamp.Should().Be(new DateTimeOffset(2025, 10, 16, 12, 34, 56, TimeSpan.Zero));
        scanComplete.Organization.Should().BeEquivalentTo(new Organization { Id = "org_123", Name = "Acme Corp" });
        scanComplete.Repository.Should().BeEquivalentTo(new Repository { Id = "repo_123", Name = "backend-api" });
        scanComplete.Scan.Should().BeEquivalentTo(new Scan
        {
            Id = "scan_abc",
            Type = ScanType.FullScan,
            Status = ScanStatus.Completed,
            DurationMinutes = 8,
            VulnerabilitySummary = new() { Total = 3, BySeverity = new() { Critical = 0, High = 1, Medium = 1, Low = 1, Info = 0 } },
            Url = "https://zeropath.com/scans/scan_abc",
        });
    }

    [Fact]
    public void The_other_documented_payloads_are_read_into_typed_members()
    {
        Read("SCAN_FAILED").Event.Should().BeOfType<ScanFailedEvent>().Which.Error.Should().Be("Timeout contacting build server");
        Read("NEW_VULNERABILITIES_FULL_SCAN").Event.Should().BeOfType<NewVulnerabilitiesFullScanEvent>()
            .Which.Vulnerability.Should().BeEquivalentTo(
                new Vulnerability { Id = "vuln_001", GeneratedTitle = "SQL Injection risk", Severity = 8.2m });
        Read("PR_BLOCKED").Event.Should().BeOfType<PrBlockedEvent>()
            .Which.Metadata.Should().BeEquivalentTo(new PrBlockedMetadata { PrId = "01HXYZ", PrNumber = 123 });
    }

    private static WebhookPayload Read(string name) =>
        WebhookJson.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"{name}.json")));
}
