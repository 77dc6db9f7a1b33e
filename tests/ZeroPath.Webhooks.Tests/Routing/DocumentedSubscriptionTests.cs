using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Routing;

/// <summary>The examples and tables of ZeroPath's documentation.</summary>
public class DocumentedSubscriptionTests
{
    private static readonly RoutingTable Configuration = new()
    {
        Endpoints =
        [
            new()
            {
                Name = "Production Security Alerts",
                Url = Given.Url,
                Headers = new Dictionary<string, string>
                {
                    ["Authorization"] = "Bearer prod-webhook-token-123",
                    ["X-Environment"] = "production",
                },
            },
            Given.Endpoint("PagerDuty integration"),
            Given.Endpoint("Slack channel"),
            Given.Endpoint("SIEM system"),
            Given.Endpoint("GitHub Actions"),
        ],
        Subscriptions =
        [
            new()
            {
                Id = "Production Security Alerts",
                EndpointId = "Production Security Alerts",
                Repositories = RepositoryScope.Named("backend-api", "frontend-app"),
                EventTypes = EventTypeScope.Of(
                    WebhookEventType.NewVulnerabilitiesFullScan, WebhookEventType.NewVulnerabilitiesPr, WebhookEventType.PrBlocked),
                Threshold = SeverityLevel.High,
            },
            new()
            {
                Id = "Critical Alerts",
                EndpointId = "PagerDuty integration",
                Repositories = RepositoryScope.Named("backend-api"),
                EventTypes = EventTypeScope.Of(WebhookEventType.NewVulnerabilitiesFullScan, WebhookEventType.PrBlocked),
                Threshold = SeverityLevel.Critical,
            },
            new()
            {
                Id = "Team Updates",
                EndpointId = "Slack channel",
                EventTypes = EventTypeScope.Of(WebhookEventType.ScanComplete, WebhookEventType.ReportComplete),
                Threshold = SeverityLevel.Medium,
            },
            new() { Id = "Audit Trail", EndpointId = "SIEM system" },
            new()
            {
                Id = "PR Workflow",
                EndpointId = "GitHub Actions",
                Repositories = RepositoryScope.WithIds("repo_123", "repo_456"),
                EventTypes = EventTypeScope.Of(WebhookEventType.PrScanComplete, WebhookEventType.NewVulnerabilitiesPr),
                Threshold = SeverityLevel.High,
            },
        ],
    };

    private static readonly Router Router = new(Configuration);

    public static TheoryData<string> AllTypes { get; } = new(EventCatalog.All.Select(definition => definition.Type.Name));

    [Fact]
    public void The_documented_configuration_has_no_problem() => RoutingRules.Check(Configuration, allowHttp: false).Should().BeEmpty();

    [Theory]
    [InlineData("NEW_VULNERABILITIES_FULL_SCAN", "backend-api", 82, "Production Security Alerts", "Audit Trail")]
    [InlineData("NEW_VULNERABILITIES_FULL_SCAN", "Frontend-App", 70, "Production Security Alerts", "Audit Trail")]
    [InlineData("NEW_VULNERABILITIES_FULL_SCAN", "backend-api", 69, "Audit Trail")]
    [InlineData("NEW_VULNERABILITIES_FULL_SCAN", "backend-api", 90, "Production Security Alerts", "Critical Alerts", "Audit Trail")]
    [InlineData("NEW_VULNERABILITIES_FULL_SCAN", "other", 99, "Audit Trail")]
    [InlineData("NEW_VULNERABILITIES_PR", "backend-api", 75, "Production Security Alerts", "Audit Trail", "PR Workflow")]
    [InlineData("NEW_VULNERABILITIES_PR", "other", 75, "Audit Trail", "PR Workflow")]
    [InlineData("NEW_VULNERABILITIES_PR", "backend-api", 12, "Audit Trail")]
    [InlineData("PR_BLOCKED", "backend-api", 1, "Production Security Alerts", "Critical Alerts", "Audit Trail")]
    [InlineData("PR_BLOCKED", "other", 1, "Audit Trail")]
    [InlineData("PR_SCAN_COMPLETE", "backend-api", 1, "Audit Trail", "PR Workflow")]
    [InlineData("SCAN_COMPLETE", "backend-api", 1, "Team Updates", "Audit Trail")]
    [InlineData("REPORT_COMPLETE", "other", 1, "Team Updates", "Audit Trail")]
    public void Each_example_gets_what_the_page_says(string type, string repository, int score, params string[] subscriptions)
    {
        var @event = Given.Event(new(type), @event =>
        {
            @event.Repository = new() { Id = "repo_123", Name = repository };
            @event.Vulnerability = new() { Score = score };
        });

        Router.Route(@event).SelectMany(routed => routed.Subscriptions).Select(subscription => subscription.Id)
            .Should().Equal(subscriptions);
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void The_audit_trail_gets_every_type_and_a_new_repository_at_once(string type) =>
        Router.Route(Given.Event(new(type), @event =>
            {
                @event.Repository = new() { Id = "repo_new", Name = "added-today" };
                @event.Vulnerability = new() { Score = 0 };
            }))
            .Should().Contain(routed => routed.Endpoint.Name == "SIEM system");

    [Fact]
    public void The_audit_trail_gets_types_that_this_version_does_not_know() =>
        Router.Route(Given.Unknown()).Should().ContainSingle().Which.Endpoint.Name.Should().Be("SIEM system");

    [Fact]
    public void Repositories_can_have_thresholds_of_their_own_on_one_endpoint()
    {
        var router = Given.Router(
            Given.Subscription() with { Repositories = RepositoryScope.Named("backend-api"), Threshold = SeverityLevel.Low },
            Given.Subscription() with { Repositories = RepositoryScope.Named("frontend-app"), Threshold = SeverityLevel.Critical });
        var frontend = Given.Vulnerability(score: 50);
        frontend.Repository = new() { Id = "repo_9", Name = "frontend-app" };

        router.Route(Given.Vulnerability(score: 50)).Should().ContainSingle();
        router.Route(frontend).Should().BeEmpty();
    }

    [Theory]
    [InlineData(SeverityLevel.Critical, 90, 89)]
    [InlineData(SeverityLevel.High, 70, 69)]
    [InlineData(SeverityLevel.Medium, 40, 39)]
    [InlineData(SeverityLevel.Low, 10, 9)]
    [InlineData(SeverityLevel.Info, 0, null)]
    public void A_threshold_lets_its_level_and_those_above_through(SeverityLevel threshold, int lowest, int? below)
    {
        var router = Given.Router(Given.Subscription() with { Threshold = threshold });

        router.Route(Given.Vulnerability(score: lowest)).Should().ContainSingle();
        router.Route(Given.Vulnerability(score: 100)).Should().ContainSingle();
        if (below is { } score)
        {
            router.Route(Given.Vulnerability(score: score)).Should().BeEmpty();
        }
    }

    [Fact]
    public void A_score_of_89_5_is_High()
    {
        var router = Given.Router(
            Given.Subscription("high") with
            {
                Threshold = SeverityLevel.High,
            }, Given.Subscription("critical") with { Threshold = SeverityLevel.Critical });

        router.Route(Given.Vulnerability(score: 89.5m)).Should().ContainSingle().Which.Endpoint.Name.Should().Be("high");
    }
}
