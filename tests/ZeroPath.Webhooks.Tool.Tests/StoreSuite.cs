using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Tool.Tests;

/// <summary>The tool beside a host that runs on the same store.</summary>
public abstract class StoreSuite : IAsyncLifetime
{
    private readonly Receiver _receiver = new();
    private StoreNode? _node;

    private protected StoreNode Host => _node!;

    public async ValueTask InitializeAsync() => await (_node = await CreateAsync(_receiver)).StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await RemoveAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_store_is_looked_at_beside_its_host()
    {
        var ids = await Host.PublishAsync(2);
        await _receiver.ReceivesAsync(ids);
        await SettledAsync(ids);

        var events = await JsonAsync("events");
        events.EnumerateArray().Select(it => it.GetProperty("id").GetString()).Should().BeEquivalentTo(ids);
        var deliveries = await JsonAsync("deliveries", "--state", "succeeded", "--event", ids[0]);
        var delivery = deliveries.EnumerateArray().Should().ContainSingle().Which.GetProperty("id").GetString()!;
        (await JsonAsync("show", ids[0], "--payload")).GetProperty("payload").GetProperty("sourcetype").GetString()
            .Should().Be("SCAN_STARTED");
        (await JsonAsync("show", delivery)).GetProperty("attempts")[0].GetProperty("outcome").GetString().Should().Be("Accepted");
        (await JsonAsync("status")).GetProperty("lastDay").GetProperty("succeeded").GetInt64().Should().Be(2);
        (await JsonAsync("check")).GetProperty("isFine").GetBoolean().Should().BeTrue();
        (await RunAsync("show", "evt_nothing")).Code.Should().Be(1);
        (await RunAsync("events", "--max", "1")).Text.Should().Contain(ids[1]).And.NotContain(ids[0]).And.Contain("sink Succeeded");
    }

    [Fact]
    public async Task A_delivery_is_sent_again_only_when_asked_and_by_the_host()
    {
        var ids = await Host.PublishAsync(1);
        await _receiver.ReceivesAsync(ids);
        await SettledAsync(ids);

        var (code, text) = await RunAsync("redeliver", "--event", ids[0]);
        code.Should().Be(0);
        text.Should().Contain(ids[0]).And.Contain("Nothing was changed");
        (await Host.History.FindEventAsync(ids[0], TestContext.Current.CancellationToken))!.Deliveries[0].State
            .Should().Be(DeliveryState.Succeeded);

        (await JsonAsync("redeliver", "--event", ids[0], "--yes")).GetProperty("redelivered").GetInt32().Should().Be(1);
        await Wait.UntilAsync(() => _receiver.Requests.Count == 2, "the host sends it again");
        (await RunAsync("redeliver", "--event", "evt_nothing", "--yes")).Code.Should().Be(1);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_told_and_not_written()
    {
        var ids = await Host.PublishAsync(1);
        await SettledAsync(ids);
        await WriteVersionAsync(2);

        foreach (var arguments in new[] { "status", "check", $"redeliver --event {ids[0]} --yes" })
        {
            var (code, text) = await RunAsync(arguments.Split(' '));
            code.Should().Be(3);
            text.Should().Contain("has version 2 of the schema").And.Contain("knows 1. Look with a newer version");
        }

        await WriteVersionAsync(1);
        (await RunAsync("status")).Code.Should().Be(0);
    }

    [Fact]
    public async Task Check_says_what_is_wrong_and_answers_no()
    {
        _receiver.Status = HttpStatusCode.InternalServerError;
        await Host.PublishAsync(1);
        await Wait.UntilAsync(() => !_receiver.Requests.IsEmpty, "it is attempted");
        await Host.Store.Health.HoldAsync("sink", TimeSpan.FromHours(1), CancellationToken.None);

        var (code, text) = await RunAsync("check");

        (code, text).Should().Match<(int Code, string Text)>(it => it.Code == 1 && it.Text.Contains("Endpoint 'sink' is held"));
    }

    /// <summary>The tool tells the host nothing: it finds by polling what is due again.</summary>
    private protected static void LookOften(ZeroPathWebhooksOptions options) => options.PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>The arguments that name the store.</summary>
    private protected abstract string[] Store { get; }

    private protected abstract Task<StoreNode> CreateAsync(Receiver receiver);

    /// <summary>Has the store say that its schema is of this version.</summary>
    private protected abstract Task WriteVersionAsync(int version);

    private protected abstract Task RemoveAsync();

    private protected Task<(int Code, string Text)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(["store", .. arguments, .. Store]);

    private Task<System.Text.Json.JsonElement> JsonAsync(params string[] arguments) =>
        ToolProcess.JsonAsync(["store", .. arguments, .. Store]);

    private Task SettledAsync(string[] ids) => Wait.UntilAsync(
        async () =>
        {
            var events = await Task.WhenAll(ids.Select(id => Host.History.FindEventAsync(id)));
            return events.All(published => published!.Deliveries[0].State == DeliveryState.Succeeded);
        },
        "they are settled");
}
