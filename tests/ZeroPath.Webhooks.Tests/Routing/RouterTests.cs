using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Routing;

public class RouterTests
{
    private static readonly WebhookSubscription Any = Given.Subscription();

    public static TheoryData<string> TypesWithSeverity { get; } = new(
        "NEW_VULNERABILITIES_FULL_SCAN", "NEW_VULNERABILITIES_PR", "VULNERABILITY_PATCHED", "VULNERABILITY_REOPENED",
        "VULNERABILITY_STATUS_CHANGED", "SCA_NEW_CVE", "SCA_NEW_ISSUE");

    public static TheoryData<string> OtherTypes { get; } =
        new(EventCatalog.All.Select(definition => definition.Type.Name).Except(TypesWithSeverity.Select(row => row.Data)));

    [Theory]
    [InlineData(SeverityLevel.Info, true)]
    [InlineData(SeverityLevel.Medium, true)]
    [InlineData(SeverityLevel.High, true)]
    [InlineData(SeverityLevel.Critical, false)]
    public void Severity_8_2_passes_High_and_is_stopped_by_Critical(SeverityLevel threshold, bool passes) =>
        Matches(Any with { Threshold = threshold }, Given.Vulnerability(8.2m)).Should().Be(passes);

    [Theory]
    [MemberData(nameof(TypesWithSeverity))]
    public void The_threshold_applies_to_the_seven_types_of_vulnerabilities(string type)
    {
        var low = Given.Event(new(type), @event => @event.Vulnerability = new() { Score = 20 });

        Matches(Any with { Threshold = SeverityLevel.Low }, low).Should().BeTrue();
        Matches(Any with { Threshold = SeverityLevel.Medium }, low).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(OtherTypes))]
    public void All_other_types_pass_any_threshold(string type) =>
        Matches(
            Any with { Threshold = SeverityLevel.Critical }, Given.Event(new(type), @event => @event.Vulnerability = new() { Score = 1 }))
            .Should().BeTrue();

    [Fact]
    public void The_host_can_say_to_which_types_the_threshold_applies()
    {
        var configuration = Given.Router(Any with { Threshold = SeverityLevel.High }).Configuration;
        var router = new Router(configuration, [WebhookEventType.PrBlocked]);

        router.Route(Given.Event(WebhookEventType.PrBlocked, @event => @event.Vulnerability = new() { Score = 1 })).Should().BeEmpty();
        router.Route(Given.Vulnerability(score: 1)).Should().NotBeEmpty();
    }

    [Fact]
    public void An_unknown_score_passes_and_a_scan_that_counts_nothing_does_not()
    {
        Matches(Any with { Threshold = SeverityLevel.Critical }, Given.Vulnerability()).Should().BeTrue();
        Matches(Any, Given.Summary(new())).Should().BeFalse();
        Matches(Any, Given.Summary(new() { Info = 1 })).Should().BeTrue();
    }

    [Fact]
    public void A_repository_matches_by_its_id_exactly_or_by_its_name_ignoring_case()
    {
        var @event = Given.Event(WebhookEventType.ScanComplete);

        Matches(Any with { Repositories = RepositoryScope.WithIds("repo_123") }, @event).Should().BeTrue();
        Matches(Any with { Repositories = RepositoryScope.WithIds("REPO_123") }, @event).Should().BeFalse();
        Matches(Any with { Repositories = RepositoryScope.WithIds("backend-api") }, @event).Should().BeFalse("a name is no id");
        Matches(Any with { Repositories = RepositoryScope.Named("Backend-API") }, @event).Should().BeTrue();
        Matches(Any with { Repositories = RepositoryScope.Named("repo_123") }, @event).Should().BeFalse("an id is no name");
        Matches(Any with { Repositories = new() { Ids = ["x"], Names = ["backend-api"] } }, @event).Should().BeTrue();
        Matches(Any with { Repositories = new() }, @event).Should().BeFalse("an empty list is never all");
    }

    [Fact]
    public void An_event_without_a_repository_matches_only_all_repositories()
    {
        var @event = Given.Event(WebhookEventType.ReportComplete, @event => @event.Repository = null);

        Matches(Any, @event).Should().BeTrue();
        Matches(Any with { Repositories = new() { Ids = ["repo_123"], Names = ["backend-api"] } }, @event).Should().BeFalse();
    }

    [Theory]
    [InlineData("own_id", null)]
    [InlineData(null, "OWN_NAME")]
    [InlineData("listed_id", null)]
    [InlineData("issue_id", null)]
    [InlineData(null, "Issue_Name")]
    public void A_CVE_matches_by_any_of_the_repositories_it_affects(string? id, string? name)
    {
        var subscription = Any with { Repositories = id is null ? RepositoryScope.Named(name!) : RepositoryScope.WithIds(id) };

        Matches(subscription, Cve()).Should().BeTrue();
        Matches(subscription, Given.Event(WebhookEventType.ScaNewCve)).Should().BeFalse();
    }

    [Fact]
    public void A_subscription_that_is_found_by_several_repositories_or_by_id_and_name_is_named_once()
    {
        var subscription = Any with
        {
            Repositories = new() { Ids = ["own_id", "listed_id"], Names = ["own_name", "issue_name", "Own_Name"] },
        };

        Given.Router(subscription).Route(Cve()).Should().ContainSingle().Which.Subscriptions.Should().Equal(subscription);
    }

    [Fact]
    public void Listed_types_match_themselves_and_never_an_unknown_type()
    {
        var subscription = Any with { EventTypes = EventTypeScope.Of(WebhookEventType.ScanComplete, new("SOMETHING_NEW")) };

        Matches(subscription, Given.Event(WebhookEventType.ScanComplete)).Should().BeTrue();
        Matches(subscription, Given.Event(WebhookEventType.ScanFailed)).Should().BeFalse();
        Matches(subscription, Given.Unknown()).Should().BeFalse();
        Matches(Any, Given.Unknown()).Should().BeTrue();
        Matches(Any with { EventTypes = EventTypeScope.Of() }, Given.Event(WebhookEventType.ScanComplete))
            .Should().BeFalse("an empty list is never all");
    }

    [Fact]
    public void A_document_that_breaks_the_rules_of_its_type_matches_only_all_types()
    {
        var broken = WebhookJson.Read(
            """
            {
              "time": 1, "host": "h", "source": "s", "sourcetype": "SCAN_FAILED",
              "event": { "organization": { "id": "org_123" }, "repository": { "name": "backend-api" } }
            }
            """).Event;

        broken.Should().BeOfType<UnknownEvent>();
        Matches(Any with { Repositories = RepositoryScope.Named("backend-api"), Threshold = SeverityLevel.Critical }, broken)
            .Should().BeTrue();
        Matches(Any with { EventTypes = EventTypeScope.Of(WebhookEventType.ScanFailed) }, broken).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"organization":{"id":"org_123"}}""", true)]
    [InlineData("""{"organization":{"id":"org_124"}}""", false)]
    [InlineData("""{"organization":{"id":123}}""", false)]
    [InlineData("""{"organization":"org_123"}""", false)]
    [InlineData("""{"organization":{"id":"\ud800"}}""", false)]
    [InlineData("""{"organization":null}""", false)]
    [InlineData("{}", false)]
    public void An_unknown_event_reaches_an_organization_only_when_its_id_can_be_read(string json, bool reaches)
    {
        Matches(Any with { OrganizationId = "org_123" }, Given.Unknown(json)).Should().Be(reaches);
        Matches(Any, Given.Unknown(json)).Should().BeTrue("the host's own subscriptions see every event");
    }

    [Fact]
    public void An_event_of_one_organization_never_reaches_another()
    {
        var router = new Router(new()
        {
            Endpoints =
            [
                Given.Endpoint("a") with { OrganizationId = "org_a" },
                Given.Endpoint("b") with { OrganizationId = "org_b" },
                Given.Endpoint("host"),
            ],
            Subscriptions =
            [
                Given.Subscription("a") with { Id = "a", OrganizationId = "org_a" },
                Given.Subscription("b") with { Id = "b" },
                Given.Subscription("host") with { Id = "host" },
                Given.Subscription("host") with { Id = "a to host", OrganizationId = "org_a" },
                Given.Subscription("b") with { Id = "a to b", OrganizationId = "org_a" },
            ],
        });

        Found(router, "org_a").Should().Equal("a", "host", "a to host");
        Found(router, "org_b").Should().Equal("b", "host");
        Found(router, "ORG_A").Should().Equal("host");
    }

    [Fact]
    public void Disabled_subscriptions_and_endpoints_get_nothing()
    {
        var @event = Given.Event(WebhookEventType.ScanComplete);

        Matches(Any with { Enabled = false }, @event).Should().BeFalse();
        new Router(RoutingTable.Empty.WithEndpoint(Given.Endpoint() with { Enabled = false }).WithSubscription(Any)).Route(@event)
            .Should().BeEmpty();
    }

    [Fact]
    public void Two_subscriptions_of_one_endpoint_make_one_entry_that_names_both()
    {
        var critical = Any with { Id = "critical", Threshold = SeverityLevel.Critical };
        var all = Any with { Id = "all" };
        var byName = Any with { Id = "by name", Repositories = RepositoryScope.Named("backend-api") };

        Given.Router(critical, all, byName).Route(Given.Vulnerability(score: 95)).Should().ContainSingle()
            .Which.Subscriptions.Should().Equal(critical, all, byName);
    }

    [Fact]
    public void Two_endpoints_that_share_a_URL_make_two_entries_in_the_order_of_the_configuration()
    {
        var router = Given.Router(
            Given.Subscription("second") with { Threshold = SeverityLevel.Low }, Given.Subscription("first"), Given.Subscription("second"));

        router.Route(Given.Vulnerability(score: 50)).Select(routed => (routed.Endpoint.Name, routed.Subscriptions.Count))
            .Should().Equal(("second", 2), ("first", 1));
    }

    [Fact]
    public void Endpoints_are_found_by_id()
    {
        var endpoint = Given.Endpoint("name") with { Id = "id" };
        var router = new Router(RoutingTable.Empty.WithEndpoint(endpoint));

        router.FindEndpoint("id").Should().BeSameAs(endpoint);
        router.FindEndpoint("name").Should().BeNull();
    }

    [Fact]
    public void A_configuration_that_was_not_checked_is_refused()
    {
        var withoutEndpoint = () => new Router(new() { Subscriptions = [Any with { Id = "s" }] });
        withoutEndpoint.Should().Throw<ArgumentException>().WithMessage("Subscription 's' is of an endpoint 'endpoint' that is not there.");

        var twins = () => new Router(new() { Endpoints = [Given.Endpoint(), Given.Endpoint()] });
        twins.Should().Throw<ArgumentException>();
    }

    private static bool Matches(WebhookSubscription subscription, WebhookEvent @event) =>
        Given.Router(subscription).Route(@event).Count == 1;

    private static IEnumerable<string> Found(Router router, string organization) =>
        router.Route(Given.Event(WebhookEventType.ScanComplete, @event => @event.Organization = new() { Id = organization }))
            .SelectMany(routed => routed.Subscriptions.Select(subscription => subscription.Id));

    private static KnownEvent Cve() => Given.Event(WebhookEventType.ScaNewCve, @event =>
    {
        @event.Repository = new() { Id = "own_id", Name = "own_name" };
        @event.Metadata = new ScaNewCveMetadata
        {
            AffectedRepositoryIds = ["listed_id", "other_id"],
            AffectedIssues = [new(), new() { RepositoryId = "issue_id", RepositoryName = "issue_name" }],
        };
    });
}
