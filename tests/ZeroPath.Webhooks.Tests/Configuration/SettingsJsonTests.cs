using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Configuration;

public sealed class SettingsJsonTests
{
    private static readonly ResourceCodec Codec = new(new PlainSecretProtector(), new(), WebhookFormats.BuiltIn);

    private static readonly WebhookEndpoint Usual = new()
    {
        Id = "ept_1",
        Name = "Alerts",
        Url = new("https://example.com/hook"),
        OrganizationId = "org_1",
    };

    public static TheoryData<WebhookEndpoint> Endpoints => new(
        Usual,
        Usual with { OrganizationId = null },
        Usual with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer token" } },
        Usual with { SigningSecrets = [SigningSecret.Create()] },
        Usual with { Format = "PagerDuty", FormatSettings = new Dictionary<string, string> { ["RoutingKey"] = new('a', 32) } },
        Usual with { MaxConcurrency = 1, MaxPerSecond = 0.5 },
        Usual with { Retry = new() { Delays = [], Jitter = 0 } },
        Usual with { Retry = new() { Delays = [TimeSpan.FromSeconds(1)], Jitter = 1 } },
        Usual with { Ordered = true },
        Usual with { PropagateTrace = true },
        Usual with { Enabled = false, DisabledReason = "For now." });

    public static TheoryData<WebhookSubscription> Subscriptions => new(
        new WebhookSubscription { Id = "sub_1", EndpointId = "ept_1" },
        new WebhookSubscription { Id = "sub_1", EndpointId = "ept_1", OrganizationId = "org_1", Enabled = false },
        new WebhookSubscription { Id = "sub_1", EndpointId = "ept_1", Repositories = new() { Names = ["api"], Ids = ["repo_1"] } },
        new WebhookSubscription { Id = "sub_1", EndpointId = "ept_1", EventTypes = EventTypeScope.Of(WebhookEventType.ScanComplete) },
        new WebhookSubscription { Id = "sub_1", EndpointId = "ept_1", Threshold = SeverityLevel.Critical });

    [Fact]
    public void What_is_as_usual_or_has_a_column_is_not_written_into_an_endpoints_settings() =>
        Codec.RowOf(Usual).Settings.Should().Be("""{"name":"Alerts","url":"https://example.com/hook","enabled":true}""");

    [Fact]
    public void What_is_as_usual_or_has_a_column_is_not_written_into_a_subscriptions_settings() =>
        ResourceCodec.RowOf(new WebhookSubscription { Id = "sub_1", EndpointId = "ept_1" }).Settings.Should().Be(
            """{"endpointId":"ept_1","repositories":null,"eventTypes":null,"enabled":true}""");

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void An_endpoint_is_read_as_it_was_written(WebhookEndpoint endpoint) =>
        Codec.EndpointOf(Codec.RowOf(endpoint)).Should().Be(endpoint);

    [Theory]
    [MemberData(nameof(Subscriptions))]
    public void A_subscription_is_read_as_it_was_written(WebhookSubscription subscription) =>
        ResourceCodec.SubscriptionOf(ResourceCodec.RowOf(subscription)).Should().Be(subscription);
}
