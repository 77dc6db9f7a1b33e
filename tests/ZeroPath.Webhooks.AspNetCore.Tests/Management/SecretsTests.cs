using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

public class SecretsTests
{
    private const string RoutingKey = "canary78901234567890123456canary";

    [Theory]
    [InlineData("ZeroPath", "")]
    [InlineData("Slack", "/canary-path/canary-other")]
    [InlineData("Teams", "/canary-path")]
    [InlineData("PagerDuty", "")]
    public async Task No_answer_of_any_route_has_a_secret_and_no_log_either(string format, string urlPath)
    {
        await using var host = await ApiHost.StartAsync(builder => builder
            .AddEndpoint(new()
            {
                Name = "a",
                Url = new($"https://a.example.com{urlPath}/hook?key=canary-query"),
                Format = format,
                FormatSettings = new Dictionary<string, string>(format == "PagerDuty" ? [new("RoutingKey", RoutingKey)] : []),
                Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer canary-header", ["X-Key"] = "canary-key" },
                SigningSecrets = [new SigningSecret { Value = "whsec_canary51c9c1/canary51c9c1/canary51c9" }],
            })
            .AddSubscription(new() { Id = "a", EndpointId = "a" }));
        host.Receiver.Answer = request => new(HttpStatusCode.BadGateway)
        {
            Content = new StringContent(
                $"{request.RequestUri} {request.Headers.Authorization!.Parameter} {string.Join(' ', request.Headers.GetValues("X-Key"))} "
                + new StreamReader(request.Content!.ReadAsStream()).ReadToEnd()),
        };
        var published = await host.PublishAsync("org_a");
        await host.DispatchAsync();
        var delivery = published.Deliveries.Single().Id;
        var (trigger, secret, execution) = await host.AddTriggerAsync("org_a");
        var redelivery = await host.StartRedeliveryAsync("org_a");
        var shown = 0;

        foreach (var (method, path, route) in RouteWalk.Of(host, parameter => parameter switch
        {
            "deliveryId" => delivery,
            "eventId" => published.EventId,
            "triggerId" => trigger,
            "executionId" => execution,
            "redeliveryId" => redelivery,
            _ => "a",
        })
            .OrderBy(item => item.Method == HttpMethod.Delete))
        {
            var reply = await host.SendAsync(method, path, RouteWalk.BodyOf(route, "a"), ifMatch: "*");
            reply.Text.Should().NotContain("canary", "{0} {1}", method, path).And.NotContain(secret);
            shown += (int)reply.Status < 300 ? 1 : 0;
        }

        shown.Should().BeGreaterThan(20, "the routes have something to show");
        host.Log.Records.Should().NotContain(record => record.Text.Contains("canary"));
    }
}
