using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Configuration;

/// <summary>
/// Every number and time of the settings, at its smallest, its largest and beyond: either it is refused at the start, with its key, or the
/// host runs and delivers.
/// </summary>
public class OptionEdgeTests
{
    private static readonly string[] Times =
    [
        "-10675199.02:48:05.4775808", "-00:00:01", "00:00:00", "00:00:00.0000001", "00:00:00.0009999", "00:00:00.0010000",
        "00:00:00.0100000",
        "00:00:01", "00:10:00", "01:00:00", "1.00:00:00", "1.00:00:00.0000001", "365.00:00:00", "365.00:00:00.0000001", "36500.00:00:00",
        "36500.00:00:00.0000001", "10675199.02:48:05.4775807",
    ];

    private static readonly string[] Numbers =
    [
        "-2147483648", "-1", "0", "1", "2", "10000", "10001", "2147483647", "2147483648", "NaN", "1E400", "0.1",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Values => new(
        from setting in WebhookSettings.Table.Settings
        from value in setting.Get(new()) switch
        {
            TimeSpan => Times,
            null when setting.Key == "DisableAfterFailingFor" => Times,
            IReadOnlyList<TimeSpan> => Times,
            int or double => Numbers,
            null => Numbers,
            _ => [],
        }
        select (setting.Key, value));

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_is_refused_at_the_start_or_works(string key, string value)
    {
        var written = key.EndsWith(":Delays", StringComparison.Ordinal) ? $"{key}:0" : key;
        using var network = new Network();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddZeroPathWebhooks(new ConfigurationBuilder().AddInMemoryCollection([new(written, value)]).Build())
            .AddEndpoint(DeliveryBed.Endpoint("a"))
            .AddSubscription(new() { EndpointId = "a" })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => network));
        using var host = builder.Build();
        try
        {
            await host.StartAsync(Token);
        }
        catch (OptionsValidationException e)
        {
            e.Message.Should().Contain(key.Split(':')[0]);
            return;
        }

        await host.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await network.Called.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("00:00:00.0009999")]
    [InlineData("00:00:00.0000001")]
    public void A_poll_interval_below_a_millisecond_is_refused(string interval)
    {
        var options = new ZeroPathWebhooksOptions { PollInterval = TimeSpan.Parse(interval) };

        new ZeroPathWebhooksOptionsValidator().Validate(null, options).FailureMessage.Should().Contain("PollInterval");
    }

    [Fact]
    public void The_longest_time_there_is_is_refused_in_words()
    {
        var options = new ZeroPathWebhooksOptions { AttemptTimeout = TimeSpan.MaxValue, Lease = TimeSpan.MinValue };

        new ZeroPathWebhooksOptionsValidator().Validate(null, options).FailureMessage.Should().Contain("AttemptTimeout")
            .And.Contain("Lease");
    }

    private sealed class Network : HttpMessageHandler
    {
        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Called.TrySetResult();
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
