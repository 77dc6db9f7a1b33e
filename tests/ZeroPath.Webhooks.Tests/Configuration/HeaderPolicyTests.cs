using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Configuration;

/// <summary>The same rules of headers, whichever way an endpoint comes.</summary>
public class HeaderPolicyTests
{
    public static TheoryData<string, string> Bad => new()
    {
        { "X-Key", "hunter2\r\nX-Evil: 1" },
        { "X-Key", "hunter2\n" },
        { "X-Key", "hunter2\0" },
        { "X-Key", "hunter2é" },
        { "X-Key\r\nX-Evil", "hunter2" },
        { "Host", "hunter2" },
        { "content-length", "hunter2" },
        { "Transfer-Encoding", "hunter2" },
        { "Webhook-Id", "hunter2" },
        { "ZeroPath-Attempt", "hunter2" },
        { "traceparent", "hunter2" },
        { "baggage", "hunter2" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Bad))]
    public void In_code_a_bad_header_is_refused(string name, string value)
    {
        using var services = new ServiceCollection().AddZeroPathWebhooks().AddEndpoint(With(name, value)).Services.BuildServiceProvider();

        services.Invoking(it => it.GetRequiredService<WebhookRegistry>()).Should().Throw<OptionsValidationException>()
            .WithMessage("*Endpoints[0].Headers[*").Which.Message.Should().NotContain("hunter2");
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void In_configuration_a_bad_header_is_refused(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Endpoints:0:Name"] = "a",
            ["Endpoints:0:Url"] = "https://api.example.com/",
            [$"Endpoints:0:Headers:{name}"] = value,
        }).Build();
        using var services = new ServiceCollection().AddZeroPathWebhooks(configuration).Services.BuildServiceProvider();

        services.Invoking(it => it.GetRequiredService<WebhookRegistry>()).Should().Throw<OptionsValidationException>()
            .WithMessage("*Endpoints:0:Headers:*").Which.Message.Should().NotContain("hunter2");
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task At_run_time_a_bad_header_is_refused(string name, string value)
    {
        await using var bed = new DeliveryBed();

        var change = () => bed.Registry.UpdateEndpointAsync(With(name, value), cancellationToken: Token);

        (await change.Should().ThrowAsync<WebhookConfigurationException>()).Which.Problems.Should().ContainSingle()
            .Which.ToString().Should().Contain("Headers[").And.NotContain("hunter2");
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void In_a_store_that_somebody_wrote_into_a_bad_header_sets_its_endpoint_aside(string name, string value)
    {
        var endpoint = Codec.EndpointOf(Codec.RowOf(With(name, value)));

        endpoint.Headers.Should().BeEmpty();
        endpoint.UnreadableReason.Should().Contain("Headers[").And.NotContain("hunter2");
    }

    [Fact]
    public void Names_that_differ_in_case_only_are_refused_wherever_they_can_stand_side_by_side()
    {
        var both = new WebhookEndpoint
        {
            Name = "a",
            Url = DeliveryBed.Url,
            Headers = new Dictionary<string, string> { ["X-Key"] = "1", ["x-key"] = "2" },
        };

        FluentActions.Invoking(() => new WebhookRegistry(
            Options.Create(new ZeroPathWebhooksOptions { Endpoints = { both } }), new ResourceTable(TimeProvider.System),
            new PlainSecretProtector(), WebhookFormats.BuiltIn))
            .Should().Throw<WebhookConfigurationException>().WithMessage("*x-key is there twice*");
        Codec.EndpointOf(Codec.RowOf(both)).UnreadableReason.Should().Contain("x-key is there twice");
    }

    [Fact]
    public void What_was_stored_stays_stored_until_it_is_replaced()
    {
        var endpoint = Codec.EndpointOf(Codec.RowOf(With("Host", "hunter2")));

        var again = Codec.RowOf(endpoint);
        var replaced = endpoint with { Headers = new Dictionary<string, string> { ["X-Key"] = "1" } };

        JsonNode.Parse(JsonNode.Parse(again.Secrets!)!["headers"]!.GetValue<string>())!["Host"]!.GetValue<string>().Should().Be("hunter2");
        replaced.UnreadableReason.Should().BeNull();
    }

    private static ResourceCodec Codec { get; } = new(new PlainSecretProtector(), new(), WebhookFormats.BuiltIn);

    private static WebhookEndpoint With(string name, string value) =>
        new() { Name = "a", Url = DeliveryBed.Url, Headers = new Dictionary<string, string> { [name] = value } };
}
