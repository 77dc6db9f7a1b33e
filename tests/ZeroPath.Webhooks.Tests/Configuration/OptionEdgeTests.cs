using System.Globalization;
using System.Net;
using System.Threading.Channels;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Tests.Inbound;

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
        "24.20:31:23.6480000", "49.17:02:47.2950000", "36500.00:00:00.0000001", "10675199.02:48:05.4775807",
    ];

    private static readonly string[] Numbers =
    [
        "-2147483648", "-1", "0", "1", "2", "10000", "10001", "1000000", "1000001", "1048576", "1048577", "2147483647", "2147483648", "NaN",
        "1E400", "0.1", "0.001", "0.0009", "1E-320",
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

    public static TheoryData<string, string> EndpointValues => ValuesOf(typeof(WebhookEndpoint));

    public static TheoryData<string, string> ReceiverValues => ValuesOf(typeof(WebhookReceiverOptions));

    [Theory]
    [MemberData(nameof(Values))]
    public Task A_value_is_refused_at_the_start_or_works(string key, string value) =>
        RunAsync(key, KeyValuePair.Create(key.EndsWith(":Delays", StringComparison.Ordinal) ? $"{key}:0" : key, (string?)value));

    [Theory]
    [MemberData(nameof(EndpointValues))]
    public Task A_value_of_an_endpoint_is_refused_at_the_start_or_works(string key, string value) =>
        RunAsync(
            key,
            new($"Endpoints:0:{key}{(key.EndsWith(":Delays", StringComparison.Ordinal) ? ":0" : "")}", value),
            new("Endpoints:0:Name", "of configuration"),
            new("Endpoints:0:Url", "https://example.com"),
            new("Subscriptions:0:EndpointId", "of configuration"));

    [Theory]
    [MemberData(nameof(ReceiverValues))]
    public void A_value_of_a_receiver_is_refused_when_it_is_opened_or_works(string key, string value)
    {
        using var services = new ServiceCollection().AddZeroPathWebhooks()
            .AddReceiver(new ConfigurationBuilder().AddInMemoryCollection([new(key, value), new("AllowAnonymous", "true")]).Build())
            .AddHandler<WebhookEvent>("all", (_, _, _) => Task.CompletedTask)
            .Services.BuildServiceProvider();
        var receivers = services.GetRequiredService<WebhookReceivers>();
        WebhookReceiver receiver;
        try
        {
            receiver = receivers.Open("")();
        }
        catch (InvalidOperationException e)
        {
            e.Message.Should().Contain(key);
            return;
        }

        // As whoever reads the body does.
        using var limit = new CancellationTokenSource(receiver.BodyTimeout, TimeProvider.System);
        receiver.BodyTimeout.Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(1));
        receiver.MaxBodyBytes.Should().BePositive();
    }

    [Theory]
    [InlineData("00:00:01", 1)]
    [InlineData("1.00:00:00", 60_000)]
    public async Task A_trigger_works_with_the_smallest_and_the_largest_values(string timeout, int maxPerMinute)
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync(
            new() { Name = "a", Timeout = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture), MaxPerMinute = maxPerMinute });

        Enumerable.Range(0, maxPerMinute).Should().OnlyContain(_ => bed.Gate.TakeTurn(trigger) == TimeSpan.Zero);
        bed.Gate.TakeTurn(trigger).Should().Be(TimeSpan.FromMinutes(1) / maxPerMinute);
        var call = await bed.CallAsync(trigger);
        await bed.RunAsync();

        (await bed.ExecutionAsync(call)).State.Should().Be(JobState.Succeeded);
    }

    [Theory]
    [InlineData("00:00:00.9999999", 1)]
    [InlineData("1.00:00:00.0000001", 1)]
    [InlineData("10675199.02:48:05.4775807", 1)]
    [InlineData("-10675199.02:48:05.4775808", 1)]
    [InlineData("00:05:00", 0)]
    [InlineData("00:05:00", 60_001)]
    [InlineData("00:05:00", int.MaxValue)]
    [InlineData("00:05:00", int.MinValue)]
    public async Task A_trigger_with_values_beyond_is_refused(string timeout, int maxPerMinute)
    {
        await using var bed = new TriggerBed();
        var creating = () => bed.CreateAsync(
            new() { Name = "a", Timeout = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture), MaxPerMinute = maxPerMinute });

        await creating.Should().ThrowAsync<WebhookConfigurationException>().WithMessage(maxPerMinute == 1 ? "*Timeout*" : "*MaxPerMinute*");
    }

    private static TheoryData<string, string> ValuesOf(Type type) => new(
        from one in SettingTables.PropertiesOf(type)
        let property = Nullable.GetUnderlyingType(one.Property.PropertyType) ?? one.Property.PropertyType
        let isTime = property == typeof(TimeSpan) || property == typeof(IReadOnlyList<TimeSpan>)
        where isTime || property == typeof(int) || property == typeof(double)
        from value in isTime ? Times : Numbers
        select (one.Key, value));

    /// <summary>One endpoint takes what it gets, and another fails.</summary>
    private static async Task RunAsync(string key, params KeyValuePair<string, string?>[] settings)
    {
        using var network = new Network();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddZeroPathWebhooks(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddEndpoint(DeliveryBed.Endpoint("a"))
            .AddSubscription(new() { EndpointId = "a" })
            .AddEndpoint(DeliveryBed.Endpoint("failing") with { Url = Network.Failing })
            .AddSubscription(new() { EndpointId = "failing" })
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

        var endpoints = host.Services.GetRequiredService<WebhookRegistry>().Configuration.Endpoints.Count;
        await host.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        for (var i = 0; i < endpoints; i++)
        {
            await network.Called.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
        }

        host.Services.GetRequiredService<WebhookHealth>().Pump.Failure.Should().BeNull();
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("00:00:00.0009999")]
    [InlineData("00:00:00.0000001")]
    public void A_poll_interval_below_a_millisecond_is_refused(string interval)
    {
        var options = new ZeroPathWebhooksOptions { PollInterval = TimeSpan.Parse(interval) };

        new ZeroPathWebhooksOptionsValidator(WebhookFormats.BuiltIn).Validate(null, options).FailureMessage
            .Should().Contain("PollInterval");
    }

    [Fact]
    public void The_longest_time_there_is_is_refused_in_words()
    {
        var options = new ZeroPathWebhooksOptions { AttemptTimeout = TimeSpan.MaxValue, Lease = TimeSpan.MinValue };

        new ZeroPathWebhooksOptionsValidator(WebhookFormats.BuiltIn).Validate(null, options).FailureMessage
            .Should().Contain("AttemptTimeout")
            .And.Contain("Lease");
    }

    private sealed class Network : HttpMessageHandler
    {
        public static readonly Uri Failing = new("https://failing.example.com");

        public Channel<Uri> Called { get; } = Channel.CreateUnbounded<Uri>();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Called.Writer.TryWrite(request.RequestUri!);
            return Task.FromResult(
                new HttpResponseMessage(request.RequestUri == Failing ? HttpStatusCode.InternalServerError : HttpStatusCode.OK));
        }
    }
}
