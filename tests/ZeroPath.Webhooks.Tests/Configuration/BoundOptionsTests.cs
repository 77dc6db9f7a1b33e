using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Configuration;

/// <summary>The binder of configuration would make "all" of a filter. It is not to go unnoticed, however it is called.</summary>
public class BoundOptionsTests
{
    private static readonly IConfigurationRoot Root = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Webhooks:Endpoints:0:Name"] = "a",
        ["Webhooks:Endpoints:0:Url"] = "https://api.example.com",
        ["Webhooks:Subscriptions:0:EndpointId"] = "a",
        ["Webhooks:Subscriptions:0:EventTypes:0"] = "SCAN_FAILED",
    }).Build();

    public static TheoryData<string, Action<IServiceCollection>> Bindings => new()
    {
        { "Configure", services => services.Configure<ZeroPathWebhooksOptions>(Root.GetSection("Webhooks")) },
        { "Bind", services => services.AddOptions<ZeroPathWebhooksOptions>().Bind(Root.GetSection("Webhooks")) },
        {
            "BindConfiguration",
            services => services.AddSingleton<IConfiguration>(Root).AddOptions<ZeroPathWebhooksOptions>().BindConfiguration("Webhooks")
        },
        { "In code", services => services.Configure<ZeroPathWebhooksOptions>(options => Root.GetSection("Webhooks").Bind(options)) },
    };

    [Theory]
    [MemberData(nameof(Bindings))]
    public void A_section_that_is_bound_fails_at_the_start_with_the_call_to_write_instead(string name, Action<IServiceCollection> bind)
    {
        var services = new ServiceCollection();
        bind(services);
        using var provider = services.AddZeroPathWebhooks().Services.BuildServiceProvider();

        provider.Invoking(it => it.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value)
            .Should().Throw<OptionsValidationException>(name)
            .WithMessage("*Webhooks is bound to ZeroPathWebhooksOptions*AddZeroPathWebhooks(section)*");
    }

    [Fact]
    public void The_same_section_is_read_rightly_by_the_call_to_write_instead()
    {
        using var provider = new ServiceCollection().AddZeroPathWebhooks(Root.GetSection("Webhooks")).Services.BuildServiceProvider();

        provider.GetRequiredService<WebhookRegistry>().Configuration.Subscriptions.Should().ContainSingle()
            .Which.EventTypes.Should().Be(EventTypeScope.Of(WebhookEventType.ScanFailed));
    }

    [Fact]
    public void Options_are_set_by_a_delegate_too()
    {
        using var provider = new ServiceCollection().AddZeroPathWebhooks(options => options.Host = "security.example.com")
            .Services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value.Host.Should().Be("security.example.com");
    }
}
