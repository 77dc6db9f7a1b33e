using System.Text;
using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Inbound;

public class InboundPublicationTests
{
    private static readonly InboundTrigger Publishing = new() { Name = "Nightly build", OrganizationId = "org_1", PublishesEvent = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_execution_is_published_routed_and_delivered()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync(Publishing);
        var accepted = await bed.CallAsync(trigger, """{"build":42}""");

        await bed.RunAsync();
        await bed.Deliveries.Dispatcher.DispatchDueAsync(Token);

        var payload = WebhookJson.Read(bed.Requests.Should().ContainSingle().Which.Body);
        var published = payload.Event.Should().BeOfType<InboundWebhookEvent>().Which;
        published.Organization.Id.Should().Be("org_1");
        published.Timestamp.Should().Be(accepted.CreatedAt);
        published.Metadata!.AdditionalMembers!.ToDictionary(member => member.Key, member => member.Value.GetRawText()).Should().Equal(
            new Dictionary<string, string>
            {
                ["triggerId"] = $"\"{trigger.Id}\"",
                ["triggerName"] = "\"Nightly build\"",
                ["executionId"] = $"\"{accepted.Id}\"",
                ["hops"] = "1",
                ["payloadEncoding"] = "\"json\"",
                ["payload"] = """{"build":42}""",
            });
        bed.Agent.Seen.Should().ContainSingle("the handler is called too");
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":{"\udc00b":"c"}}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""["\ud83d\ud83d"]""")]
    [InlineData("""{"sourcetype":"\ud800"}""")]
    public async Task JSON_with_half_of_a_surrogate_pair_is_published_as_text_and_handled(string json)
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync(Publishing);
        var accepted = await bed.CallAsync(trigger, json);

        await bed.RunAsync();
        await bed.Deliveries.Dispatcher.DispatchDueAsync(Token);

        (await bed.ExecutionAsync(accepted)).State.Should().Be(JobState.Succeeded);
        Encoding.UTF8.GetString(bed.Agent.Seen.Should().ContainSingle().Which.Execution.Payload.Span).Should().Be(json);
        var members = WebhookJson.Read(bed.Requests.Should().ContainSingle().Which.Body).Event.Should().BeOfType<InboundWebhookEvent>()
            .Which.Metadata!.AdditionalMembers!;
        members["payloadEncoding"].GetString().Should().Be("text");
        members["payload"].GetString().Should().Be(json);
    }

    [Fact]
    public async Task A_trigger_that_does_not_publish_publishes_nothing()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync(Publishing with { PublishesEvent = false });

        (await PublishedAsync(bed, trigger, "{}"u8.ToArray())).Should().BeNull();

        bed.Agent.Seen.Should().ContainSingle();
    }

    public static TheoryData<string, byte[], string, string?> Payloads => new()
    {
        { "a number with its digits", "1.50"u8.ToArray(), "json", "1.50" },
        { "text", "build 42 is \"red\""u8.ToArray(), "text", "build 42 is \"red\"" },
        { "nothing", [], "text", "" },
        { "half of JSON", "{\"a\":"u8.ToArray(), "text", "{\"a\":" },
        { "a doubled member", """{"a":1,"a":2}"""u8.ToArray(), "text", """{"a":1,"a":2}""" },
        { "half of a surrogate pair", "\"\\ud800\""u8.ToArray(), "text", "\"\\ud800\"" },
        { "bytes", [0xFF, 0, 1], "base64", "/wAB" },
        {
            "JSON as deep as JSON can be",
            Encoding.UTF8.GetBytes(new string('[', 64) + new string(']', 64)),
            "text",
            new string('[', 64) + new string(']', 64)
        },
        { "as large as a request may be", Encoding.UTF8.GetBytes(new string('a', 1024 * 1024)), "omitted", null },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task The_payload_is_published_in_the_form_that_fits(string what, byte[] bytes, string encoding, string? payload)
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync(Publishing);

        var metadata = await PublishedAsync(bed, trigger, bytes);

        metadata!["payloadEncoding"].GetString().Should().Be(encoding, what);
        (metadata.TryGetValue("payload", out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
            : null)
            .Should().Be(payload);
    }

    [Fact]
    public async Task An_execution_is_published_once_however_often_it_is_run_and_whatever_its_trigger_is_called_then()
    {
        await using var bed = new TriggerBed();
        bed.Agent.Run = (_, _) => throw new IOException("x");
        var (trigger, _) = await bed.CreateAsync(Publishing);
        var accepted = await bed.CallAsync(trigger);
        await bed.RunAsync();

        await bed.Triggers.RetryExecutionAsync(accepted.Id, Token);
        await bed.RunAsync();
        await bed.Triggers.UpdateAsync(trigger with { Name = "Renamed" }, cancellationToken: Token);
        await bed.Triggers.RetryExecutionAsync(accepted.Id, Token);
        await bed.RunAsync();

        bed.Agent.Seen.Should().HaveCount(3);
        (await bed.Store.Reader.ListEventsAsync(new(), new(), Token)).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task A_loop_ends_after_five_times()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync(Publishing);
        await bed.CallAsync(trigger, """{"build":42}""");

        for (var i = 0; i < 20; i++)
        {
            await bed.RunAsync();
            await bed.Deliveries.Dispatcher.DispatchDueAsync(Token);
            foreach (var request in bed.Requests.ToList())
            {
                bed.Requests.Remove(request);
                await bed.Gate.AcceptAsync(trigger, request.Body, "application/json", cancellationToken: Token);
            }
        }

        (await bed.Store.Reader.ListEventsAsync(new(), new(), Token)).Items.Should().HaveCount(5);
        bed.Agent.Seen.Should().HaveCount(6, "what is not published is executed all the same");
        (await bed.Triggers.ListExecutionsAsync(new() { State = JobState.Succeeded }, new(), Token)).Items.Should().HaveCount(6);
    }

    [Theory]
    [InlineData("""{"sourcetype":"INBOUND_WEBHOOK","event":{"metadata":{"hops":3}}}""", 4)]
    [InlineData("""{"sourcetype":"INBOUND_WEBHOOK","event":{"metadata":{"hops":4}}}""", 5)]
    [InlineData("""{"sourcetype":"INBOUND_WEBHOOK","event":{"metadata":{"hops":5}}}""", null)]
    [InlineData("""{"sourcetype":"INBOUND_WEBHOOK","event":{"metadata":{"hops":2147483647}}}""", null)]
    [InlineData("""{"sourcetype":"INBOUND_WEBHOOK","event":{"metadata":{"hops":-3}}}""", 2)]
    [InlineData("""{"sourcetype":"INBOUND_WEBHOOK","event":{"metadata":{"hops":"3"}}}""", 2)]
    [InlineData("""{"sourcetype":"INBOUND_WEBHOOK","event":[]}""", 2)]
    [InlineData("""{"sourcetype":"SCAN_COMPLETE","event":{"metadata":{"hops":3}}}""", 1)]
    [InlineData("""{"sourcetype":5}""", 1)]
    [InlineData("""[]""", 1)]
    public async Task Hops_are_counted_from_the_payload(string payload, int? hops)
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync(Publishing);

        var metadata = await PublishedAsync(bed, trigger, Encoding.UTF8.GetBytes(payload));

        (metadata?["hops"].GetInt32()).Should().Be(hops);
    }

    private static async Task<Dictionary<string, JsonElement>?> PublishedAsync(TriggerBed bed, InboundTrigger trigger, byte[] payload)
    {
        await bed.Gate.AcceptAsync(trigger, payload, cancellationToken: Token);
        await bed.RunAsync();
        return (await bed.Store.Reader.ListEventsAsync(new(), new(), Token)).Items is [var stored]
            ? ((KnownEvent)WebhookJson.Read((await bed.Deliveries.Get<WebhookHistory>().FindEventAsync(stored.Id, Token))!.Body.Span).Event)
                .Metadata!.AdditionalMembers
            : null;
    }
}
