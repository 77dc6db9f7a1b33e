using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Routing;

public class RouterExplainTests
{
    private static readonly WebhookSubscription Any = Given.Subscription();

    // Each breaks one rule more than the one after it, so the first reason is the one that shows.
    private static readonly WebhookSubscription AllWrong = Any with
    {
        Enabled = false,
        OrganizationId = "org_9",
        EventTypes = EventTypeScope.Of(WebhookEventType.PrBlocked, WebhookEventType.ScanFailed),
        Repositories = new() { Ids = ["repo_9"], Names = ["frontend-app", "mobile"] },
        Threshold = SeverityLevel.Critical,
    };

    [Fact]
    public void The_first_reason_why_not_is_given_with_the_values_compared()
    {
        var steps = new[]
        {
            AllWrong,
            AllWrong with { Enabled = true },
            AllWrong with { Enabled = true, OrganizationId = null },
            AllWrong with { Enabled = true, OrganizationId = null, EventTypes = EventTypeScope.All },
            AllWrong with
            {
                Enabled = true,
                OrganizationId = "org_123",
                EventTypes = EventTypeScope.All,
                Repositories = RepositoryScope.All,
            },
            Any with { Threshold = SeverityLevel.High },
        };

        var router = Given.Router(steps.Select((step, index) => step with { Id = $"step {index}" }));
        router.Explain(Given.Vulnerability(8.2m)).Select(decision => decision.ToString()).Should().Equal(
            "disabled: disabled, expected enabled",
            "organization: org_123, expected org_9",
            "event_type: NEW_VULNERABILITIES_FULL_SCAN, expected PR_BLOCKED, SCAN_FAILED",
            "repository: backend-api, repo_123, expected named frontend-app, mobile, or with id repo_9",
            "threshold: score 82 (High), expected at least Critical",
            "matched: score 82 (High), at least High");
    }

    [Fact]
    public void A_disabled_endpoint_comes_after_a_disabled_subscription_and_says_why_it_is()
    {
        var router = new Router(new()
        {
            Endpoints = [Given.Endpoint() with { Enabled = false, DisabledReason = "It answered 410 Gone." }],
            Subscriptions = [AllWrong, AllWrong with { Id = "enabled", Enabled = true }],
        });

        router.Explain(Given.Vulnerability()).Select(decision => decision.ToString()).Should().Equal(
            "disabled: disabled, expected enabled",
            "endpoint_disabled: disabled: It answered 410 Gone, expected enabled");
    }

    [Fact]
    public void An_endpoint_of_another_organization_is_that_reason_too()
    {
        var router = new Router(new() { Endpoints = [Given.Endpoint() with { OrganizationId = "org_b" }], Subscriptions = [Any] });

        router.Explain(Given.Vulnerability()).Should().ContainSingle().Which.ToString()
            .Should().Be("organization: org_123, expected org_b");
        router.Explain(Given.Unknown("{}")).Should().ContainSingle().Which.ToString()
            .Should().Be("organization: no organization, expected org_b");
    }

    [Fact]
    public void A_match_because_the_score_is_unknown_says_so() =>
        Given.Router(Any with { Threshold = SeverityLevel.Critical }).Explain(Given.Vulnerability()).Should().ContainSingle()
            .Which.Should().Match<RoutingDecision>(decision =>
                decision.IsMatch && decision.Code == "matched" && decision.Actual == "score unknown"
                    && decision.Expected == "at least Critical");

    [Fact]
    public void A_match_of_a_type_without_severity_says_that_the_threshold_does_not_apply() =>
        Given.Router(Any with { Threshold = SeverityLevel.Critical }).Explain(Given.Event(WebhookEventType.ScanComplete))
            .Should().ContainSingle()
            .Which.ToString().Should().Be("matched: SCAN_COMPLETE, whatever its severity, since the threshold does not apply to it");

    [Fact]
    public void An_unknown_type_an_invalid_event_and_one_without_a_repository_are_named_so()
    {
        var listed = Any with { EventTypes = EventTypeScope.Of(WebhookEventType.ScanFailed) };
        var broken = WebhookJson.Read("""{"time":1,"host":"h","source":"s","sourcetype":"SCAN_FAILED","event":{}}""").Event;

        Given.Router(listed).Explain(Given.Unknown())[0].Actual.Should().Be("SOMETHING_NEW, an unknown type");
        Given.Router(listed).Explain(broken)[0].Actual.Should().Be("SCAN_FAILED, which breaks the rules of its type");
        Given.Router(Any with { Repositories = RepositoryScope.Named("x") }).Explain(broken)[0].Actual.Should().Be("no repository");
    }

    [Fact]
    public void There_is_one_decision_for_each_subscription_in_the_order_of_the_configuration()
    {
        var router = Given.Router(Given.Subscription("b"), Given.Subscription("a"), Given.Subscription("b") with { Enabled = false });

        router.Explain(Given.Vulnerability()).Select(decision => decision.Subscription).Should().Equal(router.Configuration.Subscriptions);
        router.Explain(Given.Vulnerability()).Select(decision => decision.Endpoint.Name).Should().Equal("b", "a", "b");
    }

    [Fact]
    public void Every_reason_has_its_code() =>
        Enum.GetValues<RoutingReason>().Select(reason => new RoutingDecision(Any, Given.Endpoint(), reason, "", "").Code).Should().Equal(
            "matched", "disabled", "endpoint_disabled", "organization", "event_type", "repository", "threshold");
}
