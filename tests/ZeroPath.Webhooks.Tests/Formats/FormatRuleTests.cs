using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Formats;

/// <summary>What may be written of a format, at every door of the library.</summary>
public class FormatRuleTests
{
    private const string Known = "CloudEvents, GitHubDispatch, PagerDuty, Slack, SplunkHec, Teams, ZeroPath";
    private const string Key = "0123456789abcdef0123456789abcdef";

    private static readonly WebhookEndpoint PagerDuty = DeliveryBed.Endpoint("a") with
    {
        Format = "PagerDuty",
        FormatSettings = new Dictionary<string, string> { ["RoutingKey"] = Key },
    };

    private readonly ResourceTable _store = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Without_a_format_the_documented_payload_is_sent() =>
        (DeliveryBed.Endpoint("a").Format, (DeliveryBed.Endpoint("a") with { Format = null! }).Format)
            .Should().Be(("ZeroPath", "ZeroPath"));

    [Theory]
    [InlineData("slack")]
    [InlineData("")]
    [InlineData("Smoke signals")]
    public async Task A_format_that_nobody_knows_is_refused_with_the_names_there_are(string format)
    {
        var endpoint = DeliveryBed.Endpoint("a") with { Format = format };
        using var registry = Node();

        (await registry.Awaiting(it => it.AddEndpointAsync(endpoint, cancellationToken: Token))
            .Should().ThrowAsync<WebhookConfigurationException>())
            .Which.Problems.Should().ContainSingle().Which.ToString().Should().Be(
                $"Endpoints[0].Format: There is no format '{format}'. Write one of {Known}, or add it with AddFormat.");
        FluentActions.Invoking(() => Configured($"\"Format\": \"{format}\"")).Should().Throw<OptionsValidationException>()
            .WithMessage($"Webhooks:Endpoints:0:Format: There is no format '{format}'. Write one of {Known}*");
    }

    [Theory]
    [InlineData("Slack", "Colour=red", "FormatSettings[Colour]: It is no setting of the format Slack. Leave it out: the format has none.")]
    [InlineData("PagerDuty", "", "FormatSettings[RoutingKey]: It is missing. Write the integration key*")]
    [InlineData("PagerDuty", "RoutingKey=short7", "FormatSettings[RoutingKey]: The value (***) may not be written. Write the integration*")]
    [InlineData("PagerDuty", $"RoutingKey={Key};routingkey=short7", "FormatSettings[routingkey]: It is no setting of the format PagerDuty. "
        + "The settings are RoutingKey.")]
    [InlineData("GitHubDispatch", "EventType=", "FormatSettings[EventType]: The value (***) may not be written.*")]
    [InlineData("ZeroPath", "Bearer short7=1", "FormatSettings[Bearer****]: It is no setting of the format ZeroPath.*")]
    public void A_setting_that_the_format_lacks_or_needs_is_named_and_no_value_is_shown(string format, string settings, string problem)
    {
        var endpoint = DeliveryBed.Endpoint("a") with
        {
            Format = format,
            FormatSettings = settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('='))
                .ToDictionary(setting => setting[0], setting => setting[1]),
        };

        var found = RoutingRules.Check(new() { Endpoints = [endpoint] }, allowHttp: false).Should().ContainSingle().Subject.ToString();

        found.Should().Match($"Endpoints[0].{problem}").And.NotContain("short7");
    }

    [Fact]
    public void Configuration_has_a_format_and_its_settings()
    {
        var endpoint = Configured($$"""
            "Format": "PagerDuty", "FormatSettings": { "RoutingKey": "{{Key}}" }
            """);

        (endpoint.Format, endpoint.FormatSettings.Should().ContainSingle().Subject).Should().Be(("PagerDuty", new("RoutingKey", Key)));
    }

    [Theory]
    [InlineData("\"short7\"", "*FormatSettings is a single value. Write an object of names and values*")]
    [InlineData("""{ "RoutingKey": [ "short7" ] }""", "*FormatSettings:RoutingKey is no text. Write one.*")]
    public void Settings_that_are_no_object_of_texts_are_refused_and_not_shown(string settings, string problem) =>
        FluentActions.Invoking(() => Configured($"\"Format\": \"PagerDuty\", \"FormatSettings\": {settings}"))
            .Should().Throw<OptionsValidationException>().WithMessage(problem).Which.Message.Should().NotContain("short7");

    [Fact]
    public async Task A_format_is_stored_with_its_settings_protected_and_read_by_another_node()
    {
        using (var registry = Node(new Reversing()))
        {
            var saved = await registry.AddEndpointAsync(PagerDuty, cancellationToken: Token);
            (await registry.UpdateEndpointAsync(saved with { MaxPerSecond = 1 }, cancellationToken: Token)).FormatSettings
                .Should().ContainSingle().Which.Value.Should().Be(Key);
        }

        var row = (await _store.FindAsync(ResourceKind.Endpoint, "a", Token))!;
        row.Settings.Should().Contain("PagerDuty").And.NotContain(Key);
        row.Secrets.Should().NotContain(Key).And.Contain(string.Concat(Key.Reverse()));
        using var other = Node(new Reversing());
        await other.RefreshAsync(Token);
        other.Router.FindEndpoint("a").Should().Be(PagerDuty with { MaxPerSecond = 1, Version = row.Version });
    }

    [Fact]
    public async Task A_row_without_format_has_the_documented_payload()
    {
        var row = Codec(WebhookFormats.BuiltIn).RowOf(DeliveryBed.Endpoint("a"));
        row.Settings.Should().NotContain("ormat");
        await _store.ApplyAsync([new ResourceEdit.Save(row, 0)], ChangeOrigin.Code, Token);
        using var registry = Node();
        await registry.RefreshAsync(Token);

        registry.Router.FindEndpoint("a").Should().Be(DeliveryBed.Endpoint("a") with { Version = 1 });
    }

    [Fact]
    public void A_stored_format_that_this_node_lacks_is_named_and_stands_in_nobodys_way()
    {
        var row = Codec(new([new UpperFormat()])).RowOf(DeliveryBed.Endpoint("a") with
        {
            Format = "Upper",
            FormatSettings = new Dictionary<string, string> { ["Token"] = "token7" },
        });

        var read = Codec(WebhookFormats.BuiltIn).EndpointOf(row);

        read.UnreadableReason.Should().Be($"a.Format: There is no format 'Upper'. Write one of {Known}, or add it with AddFormat.");
        read.FormatSettings.Should().ContainSingle("they are kept");
        Codec(new([new UpperFormat()])).EndpointOf(row).UnreadableReason.Should().BeNull();
    }

    [Fact]
    public void Settings_that_cannot_be_unprotected_are_not_called_missing_and_stay_until_others_are_written()
    {
        var sealedRow = new ResourceCodec(new Reversing(), new(), WebhookFormats.BuiltIn).RowOf(PagerDuty);
        var failing = new ResourceCodec(new Failing(), new(), WebhookFormats.BuiltIn);

        var read = failing.EndpointOf(sealedRow);

        read.UnreadableReason.Should().Be("The key is lost.");
        failing.RowOf(read with { Name = "b" }).Secrets.Should().Be(sealedRow.Secrets);
        (read with { FormatSettings = PagerDuty.FormatSettings }).UnreadableReason.Should().BeNull();
    }

    [Fact]
    public void A_row_whose_settings_lack_what_the_format_needs_is_set_aside()
    {
        var row = Codec(WebhookFormats.BuiltIn).RowOf(PagerDuty with { FormatSettings = new Dictionary<string, string>() });

        Codec(WebhookFormats.BuiltIn).EndpointOf(row).UnreadableReason.Should().StartWith("a.FormatSettings[RoutingKey]: It is missing.");
    }

    [Theory]
    [InlineData("Slack")]
    [InlineData("ZeroPath")]
    [InlineData("Upper")]
    [InlineData(" ")]
    public void No_two_formats_have_one_name(string name)
    {
        var builder = new ServiceCollection().AddZeroPathWebhooks().AddFormat(new UpperFormat());

        builder.Invoking(it => it.AddFormat(new Named(name))).Should().Throw<ArgumentException>().WithMessage("There is a format *");
    }

    [Fact]
    public void An_endpoint_shows_its_format_and_no_value_of_a_setting() =>
        PagerDuty.ToString().Should().Contain("Format = PagerDuty, FormatSettings = [RoutingKey: ***]").And.NotContain(Key);

    [Fact]
    public void A_format_is_part_of_what_tells_versions_apart_and_of_what_makes_endpoints_equal()
    {
        WebhookEndpoint[] all =
        [
            DeliveryBed.Endpoint("a"),
            DeliveryBed.Endpoint("a") with { Format = "Slack" },
            PagerDuty,
            PagerDuty with { FormatSettings = new Dictionary<string, string> { ["RoutingKey"] = Key.ToUpperInvariant() } },
        ];

        all.Distinct().Should().HaveCount(4);
        all.Select(new VersionTags(new() { Endpoints = all }).Of).Distinct().Should().HaveCount(4);
    }

    private static ResourceCodec Codec(WebhookFormats formats) => new(new PlainSecretProtector(), new(), formats);

    private static WebhookEndpoint Configured(string members)
    {
        var json = $$"""
            { "Webhooks": { "Endpoints": [ { "Name": "a", "Url": "https://a.example.com", {{members}} } ] } }
            """;
        using var services = new ServiceCollection()
            .AddZeroPathWebhooks(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build()
                .GetSection("Webhooks"))
            .Services.BuildServiceProvider();
        return services.GetRequiredService<WebhookRegistry>().Configuration.Endpoints.Single();
    }

    private WebhookRegistry Node(ISecretProtector? protector = null) => new(
        Options.Create(new ZeroPathWebhooksOptions()), _store, protector ?? new PlainSecretProtector(), WebhookFormats.BuiltIn);

    private sealed class Named(string name) : IWebhookFormat
    {
        public string Name => name;

        public WebhookFormatRequest Make(WebhookFormatInput input) => new(input.Body);
    }

    private sealed class Reversing : ISecretProtector
    {
        public string Protect(string secret) => string.Concat(secret.Reverse());

        public string Unprotect(string protectedSecret) => string.Concat(protectedSecret.Reverse());
    }

    private sealed class Failing : ISecretProtector
    {
        public string Protect(string secret) => throw new CryptographicException("The key is lost.");

        public string Unprotect(string protectedSecret) => throw new CryptographicException("The key is lost.");
    }
}
