using System.Text;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Configuration;

/// <summary>Configuration laid over itself (D54): never is the wider of two readings taken.</summary>
public class LayerTests
{
    private const string Endpoint = """ "Endpoints": [{ "Name": "a", "Url": "https://a.example.com" }] """;

    /// <summary>Two layers of a subscription, and what is said.</summary>
    public static TheoryData<string, string, string> Subscriptions => new()
    {
        {
            """ "Repositories": "All" """,
            """ "Repositories": ["a"] """,
            "*Subscriptions:0:Repositories is a value (of JsonStream*) and a list*"
        },
        {
            """ "Repositories": ["a"] """,
            """ "Repositories": "All" """,
            "*Subscriptions:0:Repositories is a value (of JsonStream*) and a list*"
        },
        { """ "Repositories": ["a"] """, """ "Repositories": [] """, "*Subscriptions:0:Repositories is a value*and a list*" },
        {
            """ "Repositories": ["a", "b"] """,
            """ "Repositories": ["c"] """,
            "*Subscriptions:0:Repositories has items of several sources*0 of *; 1 of *"
        },
        {
            """ "RepositoryIds": ["a", "b"] """,
            """ "RepositoryIds": ["c"] """,
            "*Subscriptions:0:RepositoryIds has items of several sources*"
        },
        { """ "EventTypes": "All" """, """ "EventTypes": ["SCAN_FAILED"] """, "*Subscriptions:0:EventTypes is a value*" },
        {
            """ "EventTypes": ["SCAN_FAILED", "PR_BLOCKED"] """,
            """ "EventTypes": ["REPO_ADDED"] """,
            "*Subscriptions:0:EventTypes has items of several*"
        },
        { """ "OrganizationId": "a" """, """ "OrganizationId": ["b"] """, "*Subscriptions:0:OrganizationId is a value*" },
        { "", """ "OrganizationId": ["b"] """, "*Subscriptions:0:OrganizationId is a list or an object. Write one text.*" },
    };

    [Theory]
    [MemberData(nameof(Subscriptions))]
    public void A_filter_of_two_sources_is_refused_with_its_key_and_the_sources(string first, string second, string expected)
    {
        using var services = Services(Subscription(first), Subscription(second));

        services.Invoking(it => it.GetRequiredService<WebhookRegistry>()).Should().Throw<OptionsValidationException>()
            .WithMessage(expected);
    }

    /// <summary>Two layers of settings, and the key that is refused.</summary>
    public static TheoryData<string, string, string> Settings => new()
    {
        { """ "Retry": { "Delays": ["00:00:01", "00:00:02"] } """, """ "Retry": { "Delays": ["00:00:05"] } """, "Retry:Delays has items" },
        { """ "FinalStatuses": [404, 410] """, """ "FinalStatuses": [400] """, "FinalStatuses has items" },
        {
            """ "AllowedNetworks": ["10.0.0.0/8", "192.168.0.0/16"] """,
            """ "AllowedNetworks": ["10.1.0.0/16"] """,
            "AllowedNetworks has items"
        },
        {
            """ "SeverityTypes": ["NEW_VULNERABILITIES_PR"] """,
            """ "SeverityTypes": "NEW_VULNERABILITIES_PR" """,
            "SeverityTypes is a value"
        },
        { """ "Lease": "00:02:00" """, """ "Lease": ["00:03:00"] """, "Lease is a value" },
        {
            """ "Endpoints": [{ "SigningSecrets": ["whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "whsec_old"] }] """,
            """ "Endpoints": [{ "SigningSecrets": ["whsec_new"] }] """,
            "Endpoints:0:SigningSecrets has items"
        },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_schedule_a_credential_and_every_other_list_is_of_one_source(string first, string second, string key)
    {
        using var services = Services(Endpoint + "," + first, second);

        services.Invoking(it => it.GetRequiredService<WebhookRegistry>()).Should().Throw<OptionsValidationException>()
            .WithMessage($"*Webhooks:{key}*").Which.Message.Should().NotContainAny("whsec_MDE", "whsec_old", "whsec_new");
    }

    [Fact]
    public void A_list_that_a_later_source_writes_whole_is_that_sources()
    {
        using var services = Services(
            Subscription(""" "Repositories": ["a", "b"] """), Subscription(""" "Repositories": ["c", "d", "e"] """));

        services.GetRequiredService<WebhookRegistry>().Configuration.Subscriptions[0].Repositories
            .Should().Be(RepositoryScope.Named("c", "d", "e"));
    }

    [Fact]
    public void A_list_over_an_empty_one_counts_and_so_do_objects_of_several_sources()
    {
        using var services = Services(
            """ "Endpoints": [], "Subscriptions": [] """,
            Subscription(""" "Repositories": ["a"] """),
            """ "Endpoints": [{ "Headers": { "Authorization": "Bearer token" } }] """);

        var configuration = services.GetRequiredService<WebhookRegistry>().Configuration;

        configuration.Endpoints.Should().ContainSingle().Which.Headers.Should().ContainKey("Authorization");
        configuration.Subscriptions.Should().ContainSingle().Which.Repositories.Should().Be(RepositoryScope.Named("a"));
    }

    [Fact]
    public void Sources_are_known_where_the_application_has_registered_its_configuration()
    {
        var root = Root(Subscription(""" "Repositories": ["a", "b"] """), Subscription(""" "Repositories": ["c"] """));
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddConfiguration(root).Build())
            .AddZeroPathWebhooks(root.GetSection("Webhooks")).Services.BuildServiceProvider();

        services.Invoking(it => it.GetRequiredService<WebhookRegistry>()).Should().Throw<OptionsValidationException>()
            .WithMessage("*Repositories has items of several sources*");
    }

    [Fact]
    public void Without_a_root_a_value_and_a_list_are_refused_all_the_same()
    {
        var root = Root(Subscription(""" "Repositories": "All" """), Subscription(""" "Repositories": ["a"] """));
        using var services = new ServiceCollection().AddZeroPathWebhooks(root.GetSection("Webhooks")).Services.BuildServiceProvider();

        services.Invoking(it => it.GetRequiredService<WebhookRegistry>()).Should().Throw<OptionsValidationException>()
            .WithMessage("*Repositories is a value and a list or an object at once*");
    }

    [Fact]
    public void A_receivers_credentials_are_of_one_source_too()
    {
        var root = Root(
            """ "Headers": { "Authorization": "Bearer one" }, "SigningSecrets": ["whsec_one", "whsec_two"] """,
            """ "Headers": { "Authorization": ["Bearer two"] }, "SigningSecrets": ["whsec_three"] """);
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(root).AddZeroPathWebhooks()
            .AddReceiver(root.GetSection("Webhooks"), "ours").Services.BuildServiceProvider();

        services.GetRequiredService<IOptionsMonitor<WebhookReceiverOptions>>().Get("ours").ConfigurationProblems.Should().HaveCount(2)
            .And.Contain(problem => problem.StartsWith("Webhooks:Headers:Authorization is a value (of "))
            .And.Contain(problem => problem.StartsWith("Webhooks:SigningSecrets has items of several sources"));
    }

    [Fact]
    public void Headers_are_a_list_of_names_and_values_where_variables_cannot_have_their_names()
    {
        var root = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Endpoints:0:Name"] = "a",
            ["Endpoints:0:Url"] = "https://a.example.com",
            ["Endpoints:0:Headers:0:Name"] = "X-Api-Key",
            ["Endpoints:0:Headers:1:Name"] = "Authorization",
            ["Endpoints:0:Headers:1:Value"] = "Bearer token",
        }).AddInMemoryCollection(new Dictionary<string, string?> { ["Endpoints:0:Headers:0:Value"] = "secret" }).Build();
        using var services = new ServiceCollection().AddZeroPathWebhooks(root).Services.BuildServiceProvider();

        services.GetRequiredService<WebhookRegistry>().Configuration.Endpoints[0].Headers.Should().BeEquivalentTo(
            new Dictionary<string, string> { ["X-Api-Key"] = "secret", ["Authorization"] = "Bearer token" });
    }

    [Fact]
    public void A_receivers_headers_may_be_such_a_list_with_one_value_or_several_each()
    {
        var root = Root(""" "Headers": [{ "Name": "X-Api-Key", "Value": ["new", "old"] }, { "Name": "X-Tenant", "Value": "t" }] """);
        using var services = new ServiceCollection().AddZeroPathWebhooks()
            .AddReceiver(root.GetSection("Webhooks")).Services.BuildServiceProvider();

        var options = services.GetRequiredService<IOptionsMonitor<WebhookReceiverOptions>>().Get("");

        options.ConfigurationProblems.Should().BeEmpty();
        options.Headers["x-api-key"].Should().Equal("new", "old");
        options.Headers["X-Tenant"].Should().Equal("t");
    }

    [Theory]
    [InlineData(
        """[{ "Name": "X-Api-Key", "Value": "secret" }, { "Name": "x-api-key", "Value": "secret" }]""",
        "*Headers:1:Name is x-api-key, which is in the list already*")]
    [InlineData("""[{ "Value": "secret" }]""", "*Headers:0:Name is missing*")]
    [InlineData("""[{ "Name": "X-Api-Key" }]""", "*Headers:0:Value is no value of the header X-Api-Key*")]
    [InlineData("""[{ "Name": "X-Api-Key", "Valeu": "secret" }]""", "*Headers:0:Valeu is not a setting*")]
    [InlineData("""["secret"]""", "*Headers is no object of names and values*or a list*")]
    [InlineData(
        """{ "0": { "Name": "X-Api-Key", "Value": "secret" }, "Authorization": "secret" }""",
        "*Headers is no object of names and values*or a list*")]
    public void A_list_of_headers_that_is_wrong_is_refused(string headers, string expected)
    {
        using var services = Services($$""" "Endpoints": [{ "Name": "a", "Url": "https://a.example.com", "Headers": {{headers}} }] """);

        services.Invoking(it => it.GetRequiredService<WebhookRegistry>()).Should().Throw<OptionsValidationException>()
            .WithMessage(expected).Which.Message.Should().NotContain("secret");
    }

    private static string Subscription(string settings) =>
        $$"""{{Endpoint}}, "Subscriptions": [{ "EndpointId": "a"{{(settings.Length == 0 ? "" : ", " + settings)}} }]""";

    private static IConfigurationRoot Root(params string[] layers) => layers.Aggregate(
        (IConfigurationBuilder)new ConfigurationBuilder(),
        (builder, layer) => builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Webhooks": { {{layer}} } }""")))).Build();

    private static ServiceProvider Services(params string[] layers)
    {
        var root = Root(layers);
        return new ServiceCollection().AddSingleton<IConfiguration>(root).AddZeroPathWebhooks(root.GetSection("Webhooks"))
            .Services.BuildServiceProvider();
    }
}
