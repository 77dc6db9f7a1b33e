using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>Whoever may edit an endpoint cannot have the host send to it as often as they like.</summary>
public class TestRateTests
{
    [Fact]
    public async Task There_are_ten_tests_a_minute_for_each_organization_and_for_the_operators_together()
    {
        await using var host = await ApiHost.StartAsync(
            builder => ApiHost.AddBoth(ApiHost.AddBoth(ApiHost.AddBoth(builder, "a", "org_a"), "a2", "org_a"), "b", "org_b"));
        foreach (var (caller, endpoints) in new[]
        {
            ("org_a", new[] { "a", "a2" }), ("org_b", ["b"]), (ApiHost.Operator, ["a", "b"]),
        })
        {
            for (var i = 0; i < 10; i++)
            {
                (await host.PostAsync($"/endpoints/{endpoints[i % endpoints.Length]}/test", caller: caller))
                    .Status.Should().Be(HttpStatusCode.OK, "{0} {1}", caller, i);
            }

            var refused = await host.PostAsync($"/endpoints/{endpoints[^1]}/test", caller: caller);

            (refused.Status, refused.RetryAfter, refused.ContentType)
                .Should().Be((HttpStatusCode.TooManyRequests, "6", "application/problem+json"));
            refused["detail"].Should().Contain("10 tests a minute").And.Contain("6 seconds");
        }

        host.Receiver.Requests.Should().HaveCount(30, "what is refused is not sent");
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        (await host.PostAsync("/endpoints/a/test", caller: "org_a")).RetryAfter.Should().Be("1");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await host.PostAsync("/endpoints/a/test", caller: "org_a")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_hosts_own_code_and_what_is_refused_for_another_reason_count_for_nothing()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a"));
        for (var i = 0; i < 11; i++)
        {
            await host.Services.GetRequiredService<WebhookOperations>()
                .SendTestAsync("a", cancellationToken: TestContext.Current.CancellationToken);
            (await host.PostAsync("/endpoints/a/test", """{ "eventType": "NONE" }""")).Status.Should().Be(HttpStatusCode.BadRequest);
            (await host.PostAsync("/endpoints/none/test")).Status.Should().Be(HttpStatusCode.NotFound);
        }

        (await host.PostAsync("/endpoints/a/test")).Status.Should().Be(HttpStatusCode.OK);
    }
}
