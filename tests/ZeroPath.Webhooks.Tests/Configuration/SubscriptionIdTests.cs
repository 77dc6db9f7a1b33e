using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Configuration;

public class SubscriptionIdTests
{
    private static readonly WebhookSubscription Failures = new()
    {
        EndpointId = "a",
        EventTypes = EventTypeScope.Of(WebhookEventType.ScanFailed),
    };

    [Fact]
    public void What_code_gives_has_the_same_id_after_every_start()
    {
        var first = IdsOf(builder => builder.AddSubscription(new() { EndpointId = "a" }).AddSubscription(Failures));
        var second = IdsOf(builder => builder.AddSubscription(new() { EndpointId = "a" }).AddSubscription(Failures));

        second.Should().Equal(first).And.OnlyHaveUniqueItems().And.OnlyContain(id => id.StartsWith("sub_", StringComparison.Ordinal));
    }

    [Fact]
    public void What_configuration_gives_keeps_its_id_in_another_order_and_place()
    {
        var first =
            IdsOf(Section("Webhooks",
                """{ "EndpointId": "a", "EventTypes": ["SCAN_FAILED", "REPO_ADDED"] }, """
                    + """{ "EndpointId": "a", "Repositories": ["api", "web"] }"""));
        var second =
            IdsOf(Section("Other",
                """{ "EndpointId": "a", "Repositories": ["WEB", "api"] }, """
                    + """{ "EndpointId": "a", "EventTypes": ["REPO_ADDED", "SCAN_FAILED"] }"""));

        second.Should().Equal(first.Reverse());
    }

    [Fact]
    public void Code_and_configuration_that_say_the_same_give_the_same_id() =>
        IdsOf(Section("Webhooks", """{ "EndpointId": "a", "EventTypes": ["SCAN_FAILED"] }"""))
            .Should().Equal(IdsOf(builder => builder.AddSubscription(Failures)));

    [Fact]
    public void Those_with_the_same_content_are_told_apart()
    {
        var alone = IdsOf(builder => builder.AddSubscription(Failures));
        var ids = IdsOf(builder =>
            builder.AddSubscription(Failures).AddSubscription(Failures).AddSubscription(Failures with { Enabled = false }));

        ids.Should().Equal(alone[0], $"{alone[0]}_2", $"{alone[0]}_3");
    }

    [Fact]
    public void Every_filter_is_part_of_the_id_and_the_switch_is_not()
    {
        var ids = IdsOf(builder => builder
            .AddSubscription(Failures)
            .AddSubscription(Failures with { EndpointId = "b" })
            .AddSubscription(Failures with { OrganizationId = "org_1" })
            .AddSubscription(Failures with { Threshold = SeverityLevel.High })
            .AddSubscription(Failures with { Repositories = RepositoryScope.Named("x") })
            .AddSubscription(Failures with { Repositories = RepositoryScope.WithIds("x") })
            .AddSubscription(Failures with { EventTypes = EventTypeScope.All }));

        ids.Should().OnlyHaveUniqueItems().And.NotContain(id => id.EndsWith("_2", StringComparison.Ordinal));
        IdsOf(builder => builder.AddSubscription(Failures with { Enabled = false })).Should().Equal(ids[0]);
    }

    [Fact]
    public void An_id_that_is_given_stays() =>
        IdsOf(builder => builder.AddSubscription(Failures with { Id = "mine" }).AddSubscription(Failures with { Id = "yours" }))
            .Should().Equal("mine", "yours");

    [Fact]
    public async Task A_change_at_run_time_keeps_the_id()
    {
        await using var services = Build(builder => builder.AddSubscription(Failures));
        var registry = services.GetRequiredService<WebhookRegistry>();
        var id = registry.Configuration.Subscriptions[0].Id;

        await registry.UpdateSubscriptionAsync(
            registry.Configuration.Subscriptions[0] with
            {
                Threshold = SeverityLevel.Critical,
            }, cancellationToken: TestContext.Current.CancellationToken);

        registry.Configuration.Subscriptions.Should().ContainSingle()
            .Which.Should().Be(Failures with { Id = id, Threshold = SeverityLevel.Critical, Version = 1 });
    }

    private static string[] IdsOf(Action<ZeroPathWebhooksBuilder> setUp)
    {
        using var services = Build(setUp);
        return [.. services.GetRequiredService<WebhookRegistry>().Configuration.Subscriptions.Select(subscription => subscription.Id)];
    }

    private static ServiceProvider Build(Action<ZeroPathWebhooksBuilder> setUp)
    {
        var builder = new ServiceCollection().AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "a", Url = new("https://a.example.com") })
            .AddEndpoint(new() { Name = "b", Url = new("https://b.example.com") });
        setUp(builder);
        return builder.Services.BuildServiceProvider();
    }

    private static Action<ZeroPathWebhooksBuilder> Section(string name, string subscriptions)
    {
        var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{ "{{name}}": { "Subscriptions": [{{subscriptions}}] } }"""));
        return builder => builder.Services.AddZeroPathWebhooks(new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection(name));
    }
}
