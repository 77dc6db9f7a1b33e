using System.Net;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Configuration;

public class ConfigurationTests
{
    private const string Documented = """
        "Endpoints": [{
          "Name": "Production Security Alerts",
          "Url": "https://api.example.com/webhooks/zeropath?token=query-secret",
          "Headers": { "Authorization": "Bearer prod-webhook-token-123", "X-Environment": "production" }
        }],
        "Subscriptions": [{
          "Id": "alerts",
          "EndpointId": "Production Security Alerts",
          "Repositories": ["backend-api", "frontend-app"],
          "EventTypes": ["NEW_VULNERABILITIES_FULL_SCAN", "NEW_VULNERABILITIES_PR", "PR_BLOCKED"],
          "Threshold": "High"
        }]
        """;

    [Fact]
    public void The_documented_example_reads_into_its_endpoint_and_subscription()
    {
        using var services = Services(Documented);

        var configuration = services.GetRequiredService<WebhookRegistry>().Configuration;

        var endpoint = configuration.Endpoints.Should().ContainSingle().Subject;
        endpoint.Id.Should().Be("Production Security Alerts");
        endpoint.Url.Should().Be(new Uri("https://api.example.com/webhooks/zeropath?token=query-secret"));
        endpoint.Headers.Should().BeEquivalentTo(
            new Dictionary<string, string> { ["Authorization"] = "Bearer prod-webhook-token-123", ["X-Environment"] = "production" });
        configuration.Subscriptions.Should().ContainSingle().Which.Should().Be(new WebhookSubscription
        {
            Id = "alerts",
            EndpointId = endpoint.Id,
            Repositories = RepositoryScope.Named("backend-api", "frontend-app"),
            EventTypes = EventTypeScope.Of(
                WebhookEventType.NewVulnerabilitiesFullScan, WebhookEventType.NewVulnerabilitiesPr, WebhookEventType.PrBlocked),
            Threshold = SeverityLevel.High,
        });
    }

    [Theory]
    [InlineData("NEW_VULNERABILITIES_PR", "Backend-API", 70, true)]
    [InlineData("NEW_VULNERABILITIES_PR", "backend-api", 69, false)]
    [InlineData("NEW_VULNERABILITIES_PR", "docs", 95, false)]
    [InlineData("PR_BLOCKED", "frontend-app", 0, true)]
    [InlineData("SCAN_COMPLETE", "frontend-app", 95, false)]
    public void The_documented_example_routes_as_documented(string type, string repository, int score, bool matches)
    {
        using var services = Services(Documented);
        var @event = (KnownEvent)EventCatalog.Find(new WebhookEventType(type))!.CreateSample().Event;
        @event.Repository = new() { Id = "repo", Name = repository };
        @event.Vulnerability = new() { Score = score };

        services.GetRequiredService<WebhookRegistry>().Router.Route(@event).Should().HaveCount(matches ? 1 : 0);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        using var services = Services("""
            "Host": "security.example.com", "Source": "scanner", "AllowHttp": true,
            "AllowedNetworks": ["10.1.0.0/16", "::1/128"], "AttemptTimeout": "00:00:05", "MaxConcurrency": 7,
            "Lease": "00:02:00", "PollInterval": "00:00:01", "FinalStatuses": [400, 404], "DisableGoneEndpoints": false,
            "MaxConcurrencyPerEndpoint": 3, "HoldAfterFailures": 0, "DisableAfterFailingFor": "5.00:00:00",
            "Endpoints": [{ "Name": "a", "Url": "https://api.example.com", "MaxConcurrency": 2, "MaxPerSecond": 0.5, "PropagateTrace": true,
                "OrganizationId": "org_1", "Enabled": false, "Ordered": true,
                "Retry": { "Delays": ["00:00:03", "1.00:00:00"], "Jitter": 0.5 } }],
            "SeverityTypes": ["NEW_VULNERABILITIES_PR"], "Retry": { "Delays": ["00:00:01", "00:00:02.5"], "Jitter": 0.25 },
            "Retention": { "Payloads": "7.00:00:00", "Attempts": "12:00:00", "Events": "Forever", "Received": "01:00:00",
                "Jobs": "2.00:00:00" },
            "RetentionInterval": "00:10:00"
            """);

        services.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value.Should().BeEquivalentTo(new
        {
            Host = "security.example.com",
            Source = "scanner",
            AllowHttp = true,
            AllowedNetworks = new[] { IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("::1/128") },
            AttemptTimeout = TimeSpan.FromSeconds(5),
            MaxConcurrency = 7,
            Lease = TimeSpan.FromMinutes(2),
            PollInterval = TimeSpan.FromSeconds(1),
            FinalStatuses = new HashSet<int> { 400, 404 },
            DisableGoneEndpoints = false,
            MaxConcurrencyPerEndpoint = 3,
            HoldAfterFailures = 0,
            DisableAfterFailingFor = TimeSpan.FromDays(5),
            Endpoints = new[]
            {
                new
                {
                    Id = "a",
                    MaxConcurrency = 2,
                    MaxPerSecond = 0.5,
                    PropagateTrace = true,
                    OrganizationId = "org_1",
                    Enabled = false,
                    Ordered = true,
                    Retry = new { Delays = new[] { TimeSpan.FromSeconds(3), TimeSpan.FromDays(1) }, Jitter = 0.5 },
                },
            },
            SeverityTypes = new[] { WebhookEventType.NewVulnerabilitiesPr },
            Retry = new { Delays = new[] { TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5) }, Jitter = 0.25 },
            Retention = new
            {
                Payloads = TimeSpan.FromDays(7),
                Attempts = TimeSpan.FromHours(12),
                Events = (TimeSpan?)null,
                Received = TimeSpan.FromHours(1),
                Jobs = TimeSpan.FromDays(2),
            },
            RetentionInterval = TimeSpan.FromMinutes(10),
        });
    }

    [Theory]
    [InlineData("\"High\"", "\"Hgh\"", "Subscriptions:0:Threshold", "'Hgh'", "Write one of Info, Low, Medium, High, Critical")]
    [InlineData("\"High\"", "\"3\"", "Subscriptions:0:Threshold", "'3'", "Write one of")]
    [InlineData("\"High\"", "\"High, Low\"", "Subscriptions:0:Threshold", "'High, Low'", "Write one of")]
    [InlineData("PR_BLOCKED", "PR_BLOKED", "Webhooks:Subscriptions:0:EventTypes:2: ", "PR_BLOKED", "PR_BLOCKED")]
    [InlineData("\"frontend-app\"", "\"\"", "Webhooks:Subscriptions:0:Repositories:1", "empty", "Write")]
    [InlineData("\"X-Environment\": \"production\"", "\"a.b\": \"\\u0007\"", "Webhooks:Endpoints:0:Headers:a.b: ", "***",
        "printable ASCII")]
    [InlineData("\"Threshold\"", "\"Treshold\"", "Subscriptions:0:Treshold", "is not a setting", "Threshold")]
    [InlineData("[\"backend-api\", \"frontend-app\"]", "[]", "Webhooks:Subscriptions:0:Repositories", "No repository", "Write")]
    [InlineData("[\"backend-api\", \"frontend-app\"]", "null", "Subscriptions:0:Repositories", "is null or empty", "Write a list")]
    [InlineData("[\"backend-api\", \"frontend-app\"]", "\"backend-api\"", "Subscriptions:0:Repositories", "'backend-api'", "Write a list")]
    [InlineData("[\"NEW_VULNERABILITIES_FULL_SCAN\", \"NEW_VULNERABILITIES_PR\", \"PR_BLOCKED\"]", "[]",
        "Webhooks:Subscriptions:0:EventTypes", "No event type", "Write some")]
    [InlineData("[\"NEW_VULNERABILITIES_FULL_SCAN\", \"NEW_VULNERABILITIES_PR\", \"PR_BLOCKED\"]", "null", "Subscriptions:0:EventTypes",
        "is null or empty", "Write a list")]
    [InlineData("\"EndpointId\": \"Production", "\"EndpointId\": \"Other", "Webhooks:Subscriptions:0:EndpointId", "Other Security Alerts",
        "Write the Id")]
    [InlineData("https://api", "http://api", "Webhooks:Endpoints:0:Url", "'http://api.example.com'", "AllowHttp")]
    [InlineData("https://api.example.com", "", "Webhooks:Endpoints:0:Url", "is no https URL", "Write")]
    [InlineData("\"X-Environment\": \"production\"", "\"Content-Length\": \"5\"", "Webhooks:Endpoints:0:Headers:Content-Length",
        "set by HTTP", "Leave it out")]
    [InlineData("Bearer prod", "Bearer\\r\\nprod", "Webhooks:Endpoints:0:Headers:Authorization", "***", "printable ASCII")]
    [InlineData("\"Name\": \"Production Security Alerts\",", "", "Endpoints:0:Name", "is missing", "Write a name")]
    [InlineData("\"Endpoints\"", "\"Lease\": \"30\", \"Endpoints\"", "Lease", "'30'", "hours:minutes:seconds")]
    [InlineData("\"Endpoints\"", "\"Lease\": \"24:00:00\", \"Endpoints\"", "Lease", "'24:00:00'", "hours:minutes:seconds")]
    [InlineData("\"Endpoints\"", "\"AttemptTimeout\": \"-00:00:01\", \"Endpoints\"", "AttemptTimeout", "-00:00:01", "Write a time")]
    [InlineData("\"Endpoints\"", "\"AttemptTimeout\": \"00:00:00.001\", \"Endpoints\"", "AttemptTimeout", "00:00:00.001",
        "10 milliseconds")]
    [InlineData("\"Endpoints\"", "\"MaxConcurrency\": -1, \"Endpoints\"", "MaxConcurrency", "-1", "from 1 to 10000")]
    [InlineData("\"Endpoints\"", "\"MaxConcurrency\": \"many\", \"Endpoints\"", "MaxConcurrency", "'many'", "Write an integer")]
    [InlineData("\"Endpoints\"", "\"Retry\": { \"Delays\": [\"-00:00:01\"] }, \"Endpoints\"", "Retry:Delays", "below zero",
        "Write one time")]
    [InlineData("\"Endpoints\"", "\"Retry\": { \"Jitter\": 2 }, \"Endpoints\"", "Retry:Jitter", "2", "fraction from 0 to 1")]
    [InlineData("\"Name\": \"Production Security Alerts\",", "\"Name\": \"x\", \"Retry\": { \"Delays\": [\"00:00:00.9\"] },",
        "Webhooks:Endpoints:0:Retry:Delays", "below a second", "Write one time for each retry")]
    [InlineData("\"Name\": \"Production Security Alerts\",", "\"Name\": \"x\", \"Retry\": { \"Jitter\": 1.5 },",
        "Webhooks:Endpoints:0:Retry:Jitter", "1.5", "fraction from 0 to 1")]
    [InlineData("\"Endpoints\"", "\"FinalStatuses\": [200], \"Endpoints\"", "FinalStatuses", "200", "300 to 599")]
    [InlineData("\"Endpoints\"", "\"SeverityTypes\": [\"NEW_VULNS\"], \"Endpoints\"", "SeverityTypes", "NEW_VULNS",
        "NEW_VULNERABILITIES_PR")]
    [InlineData("\"Endpoints\"", "\"Retention\": { \"Events\": \"90\" }, \"Endpoints\"", "Retention:Events", "'90'",
        "30.00:00:00, or Forever")]
    [InlineData("\"Endpoints\"", "\"Retention\": { \"Events\": null }, \"Endpoints\"", "Retention:Events", "is missing",
        "30.00:00:00, or Forever")]
    [InlineData("\"Endpoints\"", "\"Retention\": { \"Payloads\": \"-00:00:01\" }, \"Endpoints\"", "Retention:Payloads", "-00:00:01",
        "from zero to 36500 days")]
    [InlineData("\"Endpoints\"", "\"Retention\": { \"Days\": \"90\" }, \"Endpoints\"", "Retention:Days", "is not a setting",
        "Payloads, Attempts, Events, Received, Jobs")]
    [InlineData("\"Endpoints\"", "\"Retention\": { \"Received\": \"00:59:59\" }, \"Endpoints\"", "Retention:Received", "00:59:59",
        "from 01:00:00 to 36500 days")]
    [InlineData("\"Endpoints\"", "\"Retention\": { \"Jobs\": \"36501.00:00:00\" }, \"Endpoints\"", "Retention:Jobs", "36501",
        "from zero to 36500 days")]
    [InlineData("\"Endpoints\"", "\"RetentionInterval\": \"00:00:00\", \"Endpoints\"", "RetentionInterval", "00:00:00",
        "from a second to a day")]
    [InlineData("https://api.example.com", "https://10.1.0.7", "Webhooks:Endpoints:0:Url", "'https://10.1.0.7'", "AllowedNetworks")]
    [InlineData("\"Endpoints\"", "\"AllowedNetworks\": [\"10.1.0.7\"], \"Endpoints\"", "AllowedNetworks:0", "'10.1.0.7'", "10.1.0.7/32")]
    [InlineData("\"Endpoints\"", "\"AllowedNetworks\": [\"10.1.0.7/16\"], \"Endpoints\"", "AllowedNetworks:0", "'10.1.0.7/16'",
        "10.1.0.0/16")]
    [InlineData("\"Endpoints\"", "\"AllowedNetworks\": [\"10.1.0.0/33\"], \"Endpoints\"", "AllowedNetworks:0", "'10.1.0.0/33'",
        "Write a range")]
    [InlineData("\"Endpoints\"", "\"AllowedNetworks\": [\"*\"], \"Endpoints\"", "AllowedNetworks:0", "'*'", "Write a range")]
    [InlineData("\"Endpoints\"", "\"AllowedNetworks\": \"10.1.0.0/16\", \"Endpoints\"", "AllowedNetworks", "'10.1.0.0/16'", "Write a list")]
    [InlineData("\"Endpoints\"", "\"AllowHttp\": \"yes\", \"Endpoints\"", "AllowHttp", "'yes'", "Write true or false")]
    public async Task A_bad_value_fails_at_start_with_its_key_the_value_and_the_remedy(
        string good, string bad, string key, string value, string remedy)
    {
        Documented.Should().Contain(good);
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddJsonStream(Stream(Documented.Replace(good, bad, StringComparison.Ordinal)));
        builder.Services.AddZeroPathWebhooks(builder.Configuration.GetSection("Webhooks"));
        builder.Logging.ClearProviders();
        using var host = builder.Build();

        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        var message = (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message;
        message.Should().Contain(key).And.Contain(value).And.Contain(remedy);
        message.Should().NotContain("prod-webhook-token").And.NotContain("query-secret");
    }

    [Theory]
    [InlineData("", null, 0)]
    [InlineData("\"Retry\": null,", null, 0)]
    [InlineData("\"Retry\": { \"Delays\": [] },", 0, 0)]
    [InlineData("\"Retry\": { \"Delays\": [\"00:00:05\"] },", 1, 0)]
    [InlineData("\"Retry\": { \"Jitter\": 0.5 },", 6, 0.5)]
    public void An_endpoint_has_a_schedule_of_its_own_where_one_is_written_and_what_is_left_out_is_as_documented(
        string written, int? retries, double jitter)
    {
        using var services = Services($$"""
            "Endpoints": [{ {{written}} "Name": "a", "Url": "https://api.example.com" }], "Retry": { "Delays": ["00:00:07"], "Jitter": 1 }
            """);

        var schedule = services.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value.Endpoints.Single().Retry;

        (schedule?.Delays.Count, schedule?.Jitter ?? 0).Should().Be((retries, jitter));
    }

    [Fact]
    public void Repeated_ids_fail()
    {
        using var services = Services("""
            "Endpoints": [{ "Name": "a", "Url": "https://a.example.com" }, { "Name": "a", "Url": "https://b.example.com" }]
            """);

        services.Invoking(provider => provider.GetRequiredService<IWebhookPublisher>())
            .Should().Throw<OptionsValidationException>().WithMessage("*Webhooks:Endpoints:1:Id*'a'*");
    }

    [Fact]
    public void Filters_left_out_mean_all_and_All_says_so()
    {
        using var services = Services("""
            "Endpoints": [{ "Name": "a", "Url": "https://a.example.com" }],
            "Subscriptions": [{ "EndpointId": "a" }, { "EndpointId": "a", "Repositories": "All", "EventTypes": "All" }]
            """);

        services.GetRequiredService<WebhookRegistry>().Configuration.Subscriptions.Should().HaveCount(2).And.OnlyContain(subscription =>
            subscription.Repositories.IsAll && subscription.EventTypes.IsAll && subscription.Threshold == SeverityLevel.Info);
    }

    [Fact]
    public async Task A_change_takes_effect_whole_or_not_at_all()
    {
        await using var bed = new DeliveryBed();
        var before = bed.Registry.Configuration;

        var change = () => bed.Registry.UpdateAsync(
            [RoutingEdit.Save(DeliveryBed.Endpoint("b")), RoutingEdit.Save(new WebhookSubscription { EndpointId = "missing" })],
            cancellationToken: TestContext.Current.CancellationToken);

        (await change.Should().ThrowAsync<WebhookConfigurationException>()).Which.Problems.Should().ContainSingle();
        bed.Registry.Configuration.Should().BeSameAs(before);
    }

    [Fact]
    public void Options_that_nobody_validated_cannot_put_a_bad_configuration_in_force()
    {
        var options = new ZeroPathWebhooksOptions { Subscriptions = { new() { EndpointId = "missing" } } };

        FluentActions.Invoking(() =>
            new WebhookRegistry(
                Options.Create(options), new ResourceTable(TimeProvider.System), new PlainSecretProtector(), WebhookFormats.BuiltIn))
            .Should().Throw<WebhookConfigurationException>();
    }

    [Fact]
    public async Task Adding_twice_does_no_harm()
    {
        await using var bed = new DeliveryBed(builder => builder.Services.AddZeroPathWebhooks()
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }));

        await bed.SendAsync();

        bed.Requests.Should().ContainSingle("the network that was set up in between is still in place");
        bed.Get<IEnumerable<IHostedService>>().Select(service => service.GetType()).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void An_empty_list_fails_in_chained_configuration_too()
    {
        var chained = new ConfigurationBuilder().AddConfiguration(Json("""
            "Endpoints": [{ "Name": "a", "Url": "https://a.example.com" }], "Subscriptions": [{ "EndpointId": "a", "Repositories": [] }]
            """)).Build();
        using var services = new ServiceCollection().AddZeroPathWebhooks(chained.GetSection("Webhooks"))
            .Services.BuildServiceProvider();

        services.Invoking(provider => provider.GetRequiredService<WebhookRegistry>())
            .Should().Throw<OptionsValidationException>().WithMessage("*Subscriptions:0:Repositories is null or empty*");
    }

    [Fact]
    public void What_breaks_a_rule_is_named_by_its_key_and_what_code_gave_by_its_place()
    {
        using var services = new ServiceCollection().AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "mine", Url = new("http://a.example.com") })
            .Services.AddZeroPathWebhooks(Json("""
                "Endpoints": [{ "Name": "theirs", "Url": "http://b.example.com" }], "Subscriptions": [{ "EndpointId": "thiers" }]
                """).GetSection("Webhooks"))
            .Services.BuildServiceProvider();

        services.Invoking(provider => provider.GetRequiredService<WebhookRegistry>()).Should().Throw<OptionsValidationException>()
            .WithMessage("*Endpoints[0].Url: *").WithMessage("*Webhooks:Endpoints:0:Url: *")
                .WithMessage("*Webhooks:Subscriptions:0:EndpointId: *'thiers'*");
    }

    [Fact]
    public void A_section_that_does_not_exist_is_refused()
    {
        using var services = new ServiceCollection().AddZeroPathWebhooks(Json("").GetSection("WebHoks")).Services.BuildServiceProvider();

        services.Invoking(it => it.GetRequiredService<WebhookRegistry>()).Should().Throw<OptionsValidationException>()
            .WithMessage("*WebHoks does not exist*");
    }

    private static MemoryStream Stream(string settings) => new(Encoding.UTF8.GetBytes($$"""{ "Webhooks": { {{settings}} } }"""));

    private static IConfigurationRoot Json(string settings) => new ConfigurationBuilder().AddJsonStream(Stream(settings)).Build();

    private static ServiceProvider Services(string settings) => new ServiceCollection()
        .AddZeroPathWebhooks(Json(settings).GetSection("Webhooks"))
        .Services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
}
