using System.Net;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class RequestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_has_exactly_the_documented_headers()
    {
        await using var bed = new DeliveryBed();

        var published = await bed.SendAsync();

        var request = bed.Requests.Should().ContainSingle().Subject;
        request.Method.Should().Be("POST");
        request.Url.Should().Be(DeliveryBed.Url);
        request.Headers.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["user-agent"] = "ZeroPath.Webhooks/0.1.0",
            ["content-type"] = "application/json; charset=utf-8",
            ["webhook-id"] = published.EventId,
            ["webhook-timestamp"] = $"{bed.Clock.GetUtcNow().ToUnixTimeSeconds()}",
            ["zeropath-event"] = "SCAN_COMPLETE",
            ["zeropath-delivery"] = published.Deliveries[0].Id,
            ["zeropath-attempt"] = "1",
        });
        published.EventId.Should().MatchRegex("^evt_[0-9a-f]{12}7[0-9a-f]{19}$");
        published.Deliveries[0].Id.Should().MatchRegex("^dlv_[0-9a-f]{12}7[0-9a-f]{19}$");
    }

    [Fact]
    public async Task Every_attempt_sends_the_same_bytes_and_ids_and_counts()
    {
        await using var bed = new DeliveryBed { Respond = _ => new(HttpStatusCode.InternalServerError) };

        await bed.SendAsync();
        await bed.RunAsync();

        bed.Requests.Select(request => Convert.ToBase64String(request.Body)).Distinct().Should().ContainSingle();
        bed.Requests.Select(request => request.Headers["webhook-id"]).Distinct().Should().ContainSingle();
        bed.Requests.Select(request => request.Headers["zeropath-delivery"]).Distinct().Should().ContainSingle();
        bed.Requests.Select(request => request.Headers["zeropath-attempt"]).Should().Equal("1", "2", "3", "4", "5", "6", "7");
        bed.Requests.Select(request => request.Headers["webhook-timestamp"]).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task The_body_is_the_payload()
    {
        await using var bed = new DeliveryBed();
        var payload = EventCatalog.Find(WebhookEventType.PrBlocked)!.CreateSample();

        await bed.Publisher.PublishAsync(payload, cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        JsonElement.DeepEquals(JsonElement.Parse(bed.Requests.Single().Body), JsonElement.Parse(WebhookJson.Write(payload)))
            .Should().BeTrue();
    }

    [Fact]
    public async Task An_event_gets_the_hosts_envelope_and_the_current_time()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a"))
            .AddSubscription(new() { EndpointId = "a" })
            .Configure(options => (options.Host, options.Source) = ("security.example.com", "scanner")));

        await bed.SendAsync();

        WebhookJson.Read(bed.Requests.Single().Body).Should().Match<WebhookPayload>(payload =>
            payload.Host == "security.example.com" && payload.Source == "scanner"
                && payload.Time == bed.Clock.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Address_and_headers_are_read_at_every_attempt()
    {
        await using var bed = new DeliveryBed { Respond = _ => new(HttpStatusCode.InternalServerError) };
        await bed.Registry.UpdateEndpointAsync(Changed("https://one.example.com/", "first"), cancellationToken: Token);
        await bed.SendAsync();

        await bed.Registry.UpdateEndpointAsync(Changed("https://two.example.com/", "second"), cancellationToken: Token);
        bed.Clock.Advance(TimeSpan.FromSeconds(30));
        await bed.Dispatcher.DispatchDueAsync(Token);

        bed.Requests.Select(request => $"{request.Url} {request.Headers["authorization"]}")
            .Should().Equal("https://one.example.com/ first", "https://two.example.com/ second");

        WebhookEndpoint Changed(string url, string secret) => bed.Registry.Configuration.Endpoints[0] with
        {
            Url = new(url),
            Headers = new Dictionary<string, string> { ["Authorization"] = secret },
        };
    }

    [Theory]
    [InlineData("SOMETHING_NEW", "SOMETHING_NEW")]
    [InlineData("A\r\nX-Injected: 1", "A%0D%0AX-Injected%3A%201")]
    [InlineData("Überraschung", "%C3%9Cberraschung")]
    public async Task Whatever_an_unknown_type_is_called_it_is_sent_and_injects_no_header(string type, string header)
    {
        await using var bed = new DeliveryBed();

        await bed.SendAsync(new UnknownEvent(new(type), JsonElement.Parse("""{"organization":{"id":"org_1"}}""")));

        bed.Requests.Should().ContainSingle().Which.Headers["zeropath-event"].Should().Be(header);
        WebhookJson.Read(bed.Requests[0].Body).Event.Type.Name.Should().Be(type);
    }

    [Fact]
    public async Task The_name_of_an_unknown_type_takes_no_more_than_a_header_may()
    {
        await using var bed = new DeliveryBed();

        await bed.SendAsync(new UnknownEvent(new(new string('A', 100_000)), JsonElement.Parse("{}")));

        bed.Requests.Should().ContainSingle().Which.Headers["zeropath-event"].Should().Be(new string('A', 256));
    }

    [Fact]
    public async Task What_the_hosts_other_clients_send_is_not_sent()
    {
        await using var bed = new DeliveryBed(services: services => services.ConfigureHttpClientDefaults(client =>
            client.ConfigureHttpClient(http => http.DefaultRequestHeaders.Add("Authorization", "of the host"))));

        await bed.SendAsync();

        bed.Requests.Should().ContainSingle().Which.Headers.Should().NotContainKey("authorization");
    }
}
