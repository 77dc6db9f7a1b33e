using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Configuration;

/// <summary>An id stands in URLs, as one segment. What cannot is refused where configuration has it.</summary>
public class IdRuleTests
{
    [Theory]
    [InlineData("Endpoints:0:Id", ".")]
    [InlineData("Endpoints:0:Id", "..")]
    [InlineData("Endpoints:0:Id", "a%2Fb")]
    [InlineData("Endpoints:0:Name", "..")]
    [InlineData("Subscriptions:0:Id", "..")]
    [InlineData("Subscriptions:0:Id", "%2f")]
    public async Task An_id_that_is_no_segment_is_refused_by_its_key(string key, string value)
    {
        var values = new Dictionary<string, string?>
        {
            ["Endpoints:0:Name"] = "Chat",
            ["Endpoints:0:Url"] = "https://chat.example.com",
            ["Subscriptions:0:EndpointId"] = "Chat",
        };
        values[key] = value;
        values["Subscriptions:0:EndpointId"] = values.GetValueOrDefault("Endpoints:0:Id") ?? values["Endpoints:0:Name"];
        await using var services = new ServiceCollection()
            .AddZeroPathWebhooks(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).Services.BuildServiceProvider();

        var make = () => services.GetRequiredService<WebhookRegistry>();

        make.Should().Throw<OptionsValidationException>().Which.Failures
            .Should().ContainSingle().Which.Should().Contain($"{key[..key.LastIndexOf(':')]}:Id");
    }

    [Fact]
    public async Task A_name_with_a_slash_is_an_id_as_ever()
    {
        await using var services = new ServiceCollection()
            .AddZeroPathWebhooks().AddEndpoint(new() { Name = "Production / Alerts", Url = new("https://chat.example.com") })
            .Services.BuildServiceProvider();

        services.GetRequiredService<WebhookRegistry>().Configuration.Endpoints.Single().Id.Should().Be("Production / Alerts");
    }
}
