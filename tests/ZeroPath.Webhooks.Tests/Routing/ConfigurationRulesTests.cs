using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Routing;

public class ConfigurationRulesTests
{
    private const string NotAscii =
        "(***) is empty, begins or ends with a space, or has a line break or another character that is not printable ASCII. Write "
            + "printable ASCII only.";

    [Fact]
    public void An_empty_configuration_has_no_problem() => RoutingRules.Check(RoutingTable.Empty, allowHttp: false).Should().BeEmpty();

    [Fact]
    public void Every_problem_is_found_in_one_pass_with_its_path()
    {
        var configuration = new RoutingTable
        {
            Endpoints =
            [
                new()
                {
                    Name = "a",
                    Url = new("http://user:hunter2@api.example.com/x?token=hunter2#hunter2"),
                    Headers = Header("Host", "hunter2\n"),
                },
                new() { Name = " ", Url = null!, OrganizationId = "" },
                Given.Endpoint("a"),
            ],
            Subscriptions =
            [
                new() { Id = "s", EndpointId = "a", Repositories = new(), EventTypes = EventTypeScope.Of() },
                new() { Id = "s", EndpointId = "b", Threshold = (SeverityLevel)9 },
                new()
                {
                    Id = "",
                    EndpointId = null!,
                    Repositories = new() { Ids = ["x", " "], Names = [null!] },
                    EventTypes = EventTypeScope.Of(null!, new("SCAN")),
                },
            ],
        };

        var problems = RoutingRules.Check(configuration, allowHttp: false);

        problems.Select(problem => problem.Path.ToString()).Should().Equal(
            "Endpoints[0].Url", "Endpoints[0].Url", "Endpoints[0].Url", "Endpoints[0].Headers[Host]", "Endpoints[0].Headers[Host]",
            "Endpoints[1].Name", "Endpoints[1].Url", "Endpoints[1].OrganizationId", "Endpoints[2].Id",
            "Subscriptions[0].Repositories", "Subscriptions[0].EventTypes",
            "Subscriptions[1].EndpointId", "Subscriptions[1].Threshold",
            "Subscriptions[2].Id", "Subscriptions[2].EndpointId", "Subscriptions[2].Repositories.Ids[1]",
            "Subscriptions[2].Repositories.Names[0]",
            "Subscriptions[2].EventTypes.Types[0]", "Subscriptions[2].EventTypes.Types[1]", "Subscriptions[1].Id");
        string.Join('\n', problems).Should().NotContain("hunter2");
    }

    [Fact]
    public void All_in_a_list_of_repositories_or_types_is_refused_with_what_to_write()
    {
        var problems = RoutingRules.Check(
            new()
            {
                Endpoints = [Given.Endpoint("a")],
                Subscriptions =
                [
                    new() { Id = "names", EndpointId = "a", Repositories = RepositoryScope.Named("backend", "all") },
                    new() { Id = "ids", EndpointId = "a", Repositories = RepositoryScope.WithIds("All") },
                    new() { Id = "types", EndpointId = "a", EventTypes = EventTypeScope.Of(new WebhookEventType("All")) },
                ],
            },
            allowHttp: false);

        problems.Select(problem => problem.Path.ToString()).Should().Equal(
            "Subscriptions[0].Repositories.Names[1]", "Subscriptions[1].Repositories.Ids[0]", "Subscriptions[2].EventTypes.Types[0]");
        problems[0]
            .Description.Should().Be(
                "It is All, which in a list is one of this name. For all write All without the list, or leave it out.");
        problems[2].Description.Should().Contain("come only with All");
    }

    [Theory]
    [InlineData("http://api.example.com/hook?a=secret",
        "'http://api.example.com' is not encrypted. Write https, or set the option AllowHttp to true.")]
    [InlineData("ftp://api.example.com/hook", "'***' is no https URL. Write one such as https://api.example.com/webhooks/zeropath.")]
    [InlineData("me:secret@api.example.com", "'***' is no https URL. Write one such as https://api.example.com/webhooks/zeropath.")]
    [InlineData("api.example.com/hook", "'***' is not absolute. Write a whole URL such as https://api.example.com/webhooks/zeropath.")]
    [InlineData("", "'***' is not absolute. Write a whole URL such as https://api.example.com/webhooks/zeropath.")]
    [InlineData("https://me:secret@api.example.com/",
        "'https://api.example.com' has user info (***) before its host. Leave it out and write an Authorization header.")]
    [InlineData("https://api.example.com/#secret",
        "'https://api.example.com' has a fragment, which is never sent. Leave out the # and what follows it.")]
    public void A_URL_that_cannot_be_used_is_named_without_its_secrets(string url, string description) =>
        Problem(Given.Endpoint() with { Url = new(url, UriKind.RelativeOrAbsolute) }).Should().Be($"Endpoints[0].Url: {description}");

    [Fact]
    public void Http_is_fine_when_the_host_allows_it_and_nothing_else_is()
    {
        Check(Given.Endpoint() with { Url = new("http://api.example.com:8080/hook?x=1") }, allowHttp: true).Should().BeEmpty();
        Check(Given.Endpoint() with { Url = new("ws://api.example.com:8080/hook") }, allowHttp: true).Should().ContainSingle();
        Check(Given.Endpoint() with { Url = new("http://api.example.com:8080/#x") }, allowHttp: true).Should().ContainSingle();
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("content-type")]
    [InlineData("Content-Anything")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Connection")]
    [InlineData("Keep-Alive")]
    [InlineData("Proxy-Authorization")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("Upgrade")]
    [InlineData("Expect")]
    [InlineData("Date")]
    [InlineData("Via")]
    [InlineData("Accept-Encoding")]
    [InlineData("Allow")]
    [InlineData("Expires")]
    [InlineData("Last-Modified")]
    [InlineData("User-Agent")]
    [InlineData("webhook-id")]
    [InlineData("Webhook-Signature")]
    [InlineData("zeropath-event")]
    [InlineData("traceparent")]
    [InlineData("tracestate")]
    [InlineData("baggage")]
    public void Headers_that_HTTP_or_this_library_sets_are_refused(string name) =>
        Problem(Given.Endpoint() with { Headers = Header(name, "x") })
            .Should().Be($"Endpoints[0].Headers[{name}]: {name} is set by HTTP or by this library. Leave it out, "
                + $"or write another name such as X-{name}.");

    [Theory]
    [InlineData("Authorization", "Bearer your-secret-token")]
    [InlineData("X-API-Key", "your api key ~!")]
    [InlineData("x-webhook-id", "1")]
    [InlineData("Cookie", "session=1")]
    [InlineData("Contents", "1")]
    public void Other_headers_are_fine(string name, string value) =>
        Check(Given.Endpoint() with { Headers = Header(name, value) }).Should().BeEmpty();

    [Theory]
    [InlineData("Authorization: Bearer hunter2", "Authorization***")]
    [InlineData("X Key", "X***")]
    [InlineData("X-Kéy", "X-K***")]
    [InlineData("X\r\nKey", "X***")]
    [InlineData("", "")]
    public void The_name_of_a_header_is_an_HTTP_token_and_what_follows_one_may_be_a_secret(string name, string shown) =>
        Problem(Given.Endpoint() with { Headers = Header(name, "x") }).Should().Be(
            $"Endpoints[0].Headers[{shown}]: '{shown}' is no name of a header. Write letters, digits and hyphens only, such as X-Api-Key.");

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("hunter2\r")]
    [InlineData("hunter2\nX-Evil: 1")]
    [InlineData("hunter2\0")]
    [InlineData("hunter2\t2")]
    [InlineData("hunter2é")]
    [InlineData("hunter2 ")]
    [InlineData(" hunter2")]
    [InlineData("hunter2\u007f")]
    public void The_value_of_a_header_is_printable_ASCII_and_is_never_shown(string? value) =>
        Problem(Given.Endpoint() with { Headers = Header("X-Key", value!) })
            .Should().Be($"Endpoints[0].Headers[X-Key]: The value of X-Key {NotAscii}");

    [Fact]
    public void Headers_are_not_there_twice() =>
        Problem(Given.Endpoint() with { Headers = new Dictionary<string, string> { ["X-Key"] = "1", ["x-key"] = "2" } })
            .Should().Be("Endpoints[0].Headers[x-key]: x-key is there twice, ignoring case. Leave one out.");

    [Fact]
    public void Ids_are_unique_and_exact()
    {
        Problem(Given.Endpoint("a"), Given.Endpoint("b") with { Id = "a" }, Given.Endpoint("A")).Should().Be(
            "Endpoints[1].Id: 'a' is the Id of Endpoints[0] too. Write another. An endpoint without an Id takes its Name for one.");
        Problem(Given.Subscription() with { Id = "a" }, Given.Subscription() with { Id = "a" }).Should().Be(
            "Subscriptions[1].Id: 'a' is the Id of Subscriptions[0] too. Write another. One without an Id gets a new one.");
    }

    [Fact]
    public void Names_and_ids_are_not_empty()
    {
        Problem(Given.Endpoint("")).Should().Be(
            "Endpoints[0].Name: The name is empty. Write what people call the endpoint, such as Production Security Alerts.");
        Problem(Given.Endpoint() with { Id = " " })
            .Should().Be("Endpoints[0].Id: The id is empty. Write one, or leave it out to take the Name for one.");
        Problem(Given.Subscription() with { Id = "" })
            .Should().Be("Subscriptions[0].Id: The id is empty. Write one, or leave it out to get a new one.");
        Problem(Given.Endpoint() with { OrganizationId = " " }).Should().Be(
            "Endpoints[0].OrganizationId: The organization's id is empty. Write one, or leave it out for the host's own.");
        Problem(Given.Subscription() with { OrganizationId = "" }).Should().Be(
            "Subscriptions[0].OrganizationId: The organization's id is empty. Write one, or leave it out for the host's own.");
    }

    [Fact]
    public void The_endpoint_of_a_subscription_is_there() =>
        Problem(Given.Subscription("Endpoint\n")).Should().Be(
            "Subscriptions[0].EndpointId: There is no endpoint 'Endpoint\\n'. Write the Id of one of the Endpoints, "
                + "or its Name if it has no Id.");

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("org_a", null, true)]
    [InlineData(null, "org_a", true)]
    [InlineData("org_a", "org_a", true)]
    [InlineData("org_a", "org_b", false)]
    public void A_subscription_does_not_feed_another_organization_s_endpoint(string? ofSubscription, string? ofEndpoint, bool isFine)
    {
        var problems = RoutingRules.Check(
            RoutingTable.Empty
                .WithEndpoint(Given.Endpoint() with { OrganizationId = ofEndpoint })
                .WithSubscription(Given.Subscription() with { OrganizationId = ofSubscription }),
            allowHttp: false);

        problems.Select(problem => problem.ToString()).Should().Equal(isFine ? [] :
        [
            "Subscriptions[0].OrganizationId: The subscription is of organization 'org_a', "
                + "its endpoint 'endpoint' of 'org_b'. Write 'org_b', or leave it out.",
        ]);
    }

    [Fact]
    public void Scopes_list_something()
    {
        Problem(Given.Subscription() with { Repositories = RepositoryScope.Named() }).Should().Be(
            "Subscriptions[0].Repositories: No repository is listed. Write names or ids of some, or All.");
        Problem(Given.Subscription() with { Repositories = RepositoryScope.All with { Ids = [] } })
            .Should().StartWith("Subscriptions[0].Repositories: ");
        Problem(Given.Subscription() with { Repositories = RepositoryScope.Named("a", "") }).Should().Be(
            "Subscriptions[0].Repositories.Names[1]: The entry is empty. Write the name of a repository, or leave the entry out.");
        Problem(Given.Subscription() with { EventTypes = EventTypeScope.Of() }).Should().Be(
            "Subscriptions[0].EventTypes: No event type is listed. Write some, such as SCAN_COMPLETE, or All.");
        Problem(Given.Subscription() with { EventTypes = EventTypeScope.Of(new WebhookEventType("")) }).Should().Be(
            "Subscriptions[0].EventTypes.Types[0]: The entry is empty. Write an event type, such as SCAN_COMPLETE, "
                + "or leave the entry out.");
    }

    [Theory]
    [InlineData("SCAN_COMPLETED", "SCAN_COMPLETE")]
    [InlineData("scan_complete", "SCAN_COMPLETE")]
    [InlineData("NEW_VULNERABILITY_PR", "NEW_VULNERABILITIES_PR")]
    [InlineData("REPO_ADD", "REPO_ADDED")]
    public void A_type_that_is_not_documented_is_refused_with_the_nearest_that_is(string written, string meant) =>
        Problem(Given.Subscription() with { EventTypes = EventTypeScope.Of(WebhookEventType.PrBlocked, new(written)) }).Should().Be(
            $"Subscriptions[0].EventTypes.Types[1]: '{written}' is no documented event type. Did you mean {meant}? " +
            "Types that this version does not know come only with All.");

    [Theory]
    [InlineData("PUSH")]
    [InlineData("BUILD_FINISHED")]
    [InlineData("SCAN")]
    [InlineData("EVERYTHING_THAT_HAPPENS_WHILE_A_SCAN_IS_COMPLETE")]
    public void A_type_that_is_near_no_documented_one_is_refused_with_all_that_are(string written) =>
        Problem(Given.Subscription() with { EventTypes = EventTypeScope.Of(new WebhookEventType(written)) }).Should().Be(
            $"Subscriptions[0].EventTypes.Types[0]: '{written}' is no documented event type. The documented types are "
            + $"{string.Join(", ", EventCatalog.All.Select(definition => definition.Type.Name))}. "
            + "Types that this version does not know come only with All.");

    [Fact]
    public void A_threshold_is_one_of_the_five_levels() =>
        Problem(Given.Subscription() with { Threshold = (SeverityLevel)5 }).Should().Be(
            "Subscriptions[0].Threshold: '5' is no level. Write Info, Low, Medium, High, Critical.");

    private static IReadOnlyList<RoutingProblem> Check(WebhookEndpoint endpoint, bool allowHttp = false) =>
        RoutingRules.Check(RoutingTable.Empty.WithEndpoint(endpoint), allowHttp);

    private static string Problem(params WebhookEndpoint[] endpoints) =>
        RoutingRules.Check(new() { Endpoints = endpoints }, allowHttp: false).Should().ContainSingle().Which.ToString();

    private static string Problem(params WebhookSubscription[] subscriptions) =>
        RoutingRules.Check(new() { Endpoints = [Given.Endpoint()], Subscriptions = subscriptions }, allowHttp: false)
            .Should().ContainSingle().Which.ToString();

    private static Dictionary<string, string> Header(string name, string value) => new() { [name] = value };
}
