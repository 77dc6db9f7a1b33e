using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Routing;

public class RoutingConfigurationTests
{
    [Fact]
    public void With_adds_at_the_end_or_replaces_in_place_by_id()
    {
        var configuration = RoutingTable.Empty.WithEndpoint(Given.Endpoint("a")).WithEndpoint(Given.Endpoint("b"));
        var changed = configuration.WithEndpoint(new() { Id = "a", Name = "c", Url = Given.Url });

        configuration.Endpoints.Select(endpoint => endpoint.Name).Should().Equal("a", "b");
        changed.Endpoints.Select(endpoint => endpoint.Name).Should().Equal("c", "b");
    }

    [Fact]
    public void Without_an_endpoint_its_subscriptions_are_gone_too()
    {
        var b = Given.Subscription("b");
        var configuration = Given.Router(Given.Subscription("a"), b, Given.Subscription("a")).Configuration.WithoutEndpoint("a");

        configuration.Endpoints.Should().ContainSingle();
        configuration.Subscriptions.Should().Equal(b);
        configuration.WithoutEndpoint("no such").Subscriptions.Should().Equal(b);
    }

    [Fact]
    public void Subscriptions_are_added_replaced_and_removed_by_id()
    {
        var subscription = Given.Subscription();
        var configuration = RoutingTable.Empty.WithSubscription(subscription).WithSubscription(subscription with { Enabled = false });

        configuration.Subscriptions.Should().ContainSingle().Which.Enabled.Should().BeFalse();
        configuration.WithoutSubscription(subscription.Id).Subscriptions.Should().BeEmpty();
    }

    [Fact]
    public void It_does_not_change_with_the_list_it_was_made_of()
    {
        List<WebhookEndpoint> endpoints = [Given.Endpoint()];
        var configuration = new RoutingTable { Endpoints = endpoints };
        endpoints.Clear();

        configuration.Endpoints.Should().ContainSingle();
    }

    [Fact]
    public void Secrets_of_an_endpoint_are_never_shown()
    {
        var endpoint = new WebhookEndpoint
        {
            Name = "alerts",
            Url = new("https://user:hunter2@api.example.com:8443/hunter2?token=hunter2#hunter2"),
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer hunter2", ["X-Environment"] = "hunter2" },
        };

        endpoint.ToString().Should().Be(
            "WebhookEndpoint { Id = alerts, Name = alerts, Url = https://api.example.com:8443, " +
            "Headers = [Authorization: ***, X-Environment: ***], SigningSecrets = 0, OrganizationId = , Enabled = True, "
                + "DisabledReason =  }");
        new RoutedEndpoint(endpoint, []).ToString().Should().NotContain("hunter2");
        new RoutingDecision(Given.Subscription(), endpoint, RoutingReason.Matched, "", "").ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public void An_endpoint_keeps_its_headers_whatever_becomes_of_the_dictionary()
    {
        var headers = new Dictionary<string, string> { ["X-Key"] = "1" };
        var endpoint = Given.Endpoint() with { Headers = headers };
        headers.Clear();

        endpoint.Headers.Should().ContainKey("X-Key");
    }

    [Fact]
    public void A_subscription_gets_an_id_of_its_own_and_defaults_to_everything()
    {
        Given.Subscription().Id.Should().MatchRegex("^sub_[0-9a-f]{32}$").And.NotBe(Given.Subscription().Id);
        Given.Subscription().Should().Match<WebhookSubscription>(subscription =>
            subscription.Repositories.IsAll && subscription.EventTypes.IsAll && subscription.Threshold == SeverityLevel.Info
                && subscription.Enabled);
    }

    [Fact]
    public void Scopes_are_equal_by_what_they_list()
    {
        RepositoryScope.Named("a", "b").Should().Be(new RepositoryScope { Names = ["A", "b"] })
            .And.NotBe(RepositoryScope.WithIds("a", "b"));
        RepositoryScope.Named("a").GetHashCode().Should().Be(RepositoryScope.Named("A").GetHashCode());
        RepositoryScope.WithIds("a").Should().NotBe(RepositoryScope.WithIds("A"));
        RepositoryScope.All.Should().NotBe(new RepositoryScope());
        (RepositoryScope.All with { Names = ["a"] }).Should().Be(RepositoryScope.Named("a"));

        EventTypeScope.Of(WebhookEventType.PrBlocked).Should().Be(EventTypeScope.Of(new WebhookEventType("PR_BLOCKED")));
        EventTypeScope.All.Should().NotBe(EventTypeScope.Of());
        (Given.Subscription() with { Id = "s", Repositories = RepositoryScope.Named("a") })
            .Should().Be(Given.Subscription() with { Id = "s", Repositories = RepositoryScope.Named("a") });
    }

    [Fact]
    public void Scopes_say_themselves_in_words()
    {
        RepositoryScope.All.ToString().Should().Be("all repositories");
        new RepositoryScope().ToString().Should().Be("no repository");
        RepositoryScope.WithIds("a", "b").ToString().Should().Be("with id a, b");
        EventTypeScope.All.ToString().Should().Be("all types");
        EventTypeScope.Of().ToString().Should().Be("no type");
    }
}
