using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

public class DeliveryTests
{
    [Fact]
    public async Task Pages_of_a_filter_come_newest_first_without_gap_or_repeat()
    {
        await using var host = await StartAsync();
        var published = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            published.Add((await host.PublishAsync("org_a", WebhookEventType.ScanFailed)).Deliveries.Single().Id);
            await host.PublishAsync("org_a");
        }

        var first = await host.GetAsync("/deliveries?eventType=SCAN_FAILED&state=pending&pageSize=2");
        await host.PublishAsync("org_a", WebhookEventType.ScanFailed);
        var second = await host.GetAsync($"/deliveries?state=pending&eventType=SCAN_FAILED&pageSize=2&after={first["next"]}");
        var third = await host.GetAsync($"/deliveries?eventType=SCAN_FAILED&state=pending&pageSize=100&after={second["next"]}");

        first.Ids.Concat(second.Ids).Concat(third.Ids).Should().Equal(Enumerable.Reverse(published));
        third.Json.TryGetProperty("next", out _).Should().BeFalse();
    }

    [Fact]
    public async Task A_deadline_is_shown_with_the_event_and_with_a_delivery_until_it_is_settled()
    {
        await using var host = await StartAsync();
        var published = await host.PublishAsync("org_a", deadline: host.Clock.GetUtcNow().AddMinutes(5));
        var (ofEvent, ofDelivery) = ($"/events/{published.EventId}", $"/deliveries/{published.Deliveries.Single().Id}");
        const string deadline = "2026-01-31T10:35:00Z";

        (await host.GetAsync(ofEvent))["deadline"].Should().Be(deadline);
        (await host.GetAsync(ofDelivery))["deadline"].Should().Be(deadline);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.DispatchAsync();

        var expired = await host.GetAsync(ofDelivery);
        (expired["state"], expired["reason"], expired.Json.TryGetProperty("deadline", out _)).Should().Be(("Failed", "expired", false));
        (await host.GetAsync(ofEvent))["deadline"].Should().Be(deadline);
    }

    [Fact]
    public async Task Each_filter_narrows_the_list()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(builder, "a", "org_a"), "b", "org_b"));
        var a = (await host.PublishAsync("org_a")).Deliveries.Single().Id;
        await host.DispatchAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        var b = (await host.PublishAsync("org_b", WebhookEventType.PrBlocked)).Deliveries.Single().Id;

        (await host.GetAsync("/deliveries")).Ids.Should().Equal(b, a);
        (await host.GetAsync("/deliveries?state=Succeeded")).Ids.Should().Equal(a);
        (await host.GetAsync("/deliveries?endpointId=b")).Ids.Should().Equal(b);
        (await host.GetAsync("/deliveries?eventType=PR_BLOCKED")).Ids.Should().Equal(b);
        (await host.GetAsync("/deliveries?organizationId=org_a")).Ids.Should().Equal(a);
        (await host.GetAsync("/deliveries?repositoryId=none")).Ids.Should().BeEmpty();
        (await host.GetAsync("/deliveries?from=2026-01-31T12:30:00%2B01:00")).Ids.Should().Equal(b);
        (await host.GetAsync("/deliveries?to=2026-01-31T11:30:00.0Z")).Ids.Should().Equal(a);
    }

    [Fact]
    public async Task A_delivery_is_shown_with_its_attempts_in_which_echoed_secrets_are_masked()
    {
        await using var host = await StartAsync();
        host.Receiver.Answer = request =>
            new(HttpStatusCode.BadGateway) { Content = new StringContent($"You sent {request.Headers.Authorization}.") };
        var id = (await host.PublishAsync("org_a")).Deliveries.Single().Id;
        await host.DispatchAsync();

        var shown = await host.GetAsync($"/deliveries/{id}", "org_a");

        (shown["state"], shown["attemptCount"]).Should().Be(("Pending", "1"));
        var attempt = shown.Json.GetProperty("attempts")[0];
        (
            attempt.GetProperty("outcome").GetString(),
            attempt.GetProperty("statusCode").GetInt32(),
            attempt.GetProperty("response").GetString())
            .Should().Be(("Refused", 502, "You sent ***."));
    }

    [Fact]
    public async Task A_pending_one_can_be_cancelled_and_a_settled_one_redelivered()
    {
        await using var host = await StartAsync();
        var id = (await host.PublishAsync("org_a")).Deliveries.Single().Id;

        (await host.PostAsync($"/deliveries/{id}/redeliver", caller: "org_a")).Status.Should().Be(HttpStatusCode.Conflict);
        var cancelled = await host.PostAsync($"/deliveries/{id}/cancel", caller: "org_a");
        (await host.PostAsync($"/deliveries/{id}/cancel", caller: "org_a")).Status.Should().Be(HttpStatusCode.Conflict);
        var again = await host.PostAsync($"/deliveries/{id}/redeliver", caller: "org_a");
        await host.DispatchAsync();

        (cancelled["state"], cancelled["reason"]).Should().Be(("Cancelled", DeliveryReasons.OnRequest));
        again["state"].Should().Be("Pending");
        host.Receiver.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Many_are_redelivered_by_a_filter_which_can_be_watched_and_cancelled()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(builder, "a", "org_a"), "b", "org_b"));
        await host.PublishAsync("org_a");
        await host.PublishAsync("org_b");
        await host.DispatchAsync();

        var started = await host.PostAsync("/redeliveries", """{ "state": "Succeeded" }""", "org_a");
        var before = await host.GetAsync(started.Location!.OriginalString["/api".Length..], "org_a");
        await host.Services.GetRequiredService<JobDispatcher>().RunDueAsync(TestContext.Current.CancellationToken);
        var after = await host.GetAsync($"/redeliveries/{started["id"]}", "org_a");
        await host.DispatchAsync();
        var second = await host.PostAsync("/redeliveries", """{ "state": "Failed" }""", "org_a");
        var cancelled = await host.PostAsync($"/redeliveries/{second["id"]}/cancel", caller: "org_a");

        started.Status.Should().Be(HttpStatusCode.Created, started.Text);
        (before["state"], before["redelivered"]).Should().Be(("Pending", "0"));
        (after["state"], after["redelivered"]).Should().Be(("Succeeded", "1"), "the other organization's is not the caller's");
        host.Receiver.Requests.Should().HaveCount(3);
        (cancelled["state"], cancelled["reason"]).Should().Be(("Cancelled", DeliveryReasons.OnRequest), "a customer did");
        (await host.PostAsync($"/redeliveries/{second["id"]}/cancel")).Status.Should().Be(HttpStatusCode.Conflict);
        (await host.PostAsync("/redeliveries", """{ "state": "Pending", "from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z" }"""))
            .Wrong
            .Should().BeEquivalentTo("state", "from");
    }

    [Fact]
    public async Task Without_its_payload_it_cannot_be_redelivered()
    {
        await using var host = await StartAsync();
        var published = await host.PublishAsync("org_a");
        await host.DispatchAsync();
        host.Clock.Advance(TimeSpan.FromDays(31));

        (await host.PostAsync("/retention/purge")).Text.Should().Be("""{"events":1}""");

        var reply = await host.PostAsync($"/deliveries/{published.Deliveries.Single().Id}/redeliver");
        reply.Status.Should().Be(HttpStatusCode.Conflict);
        reply["detail"].Should().Contain("payload");
        (await host.GetAsync($"/events/{published.EventId}"))["hasPayload"].Should().Be("False");
        (await host.GetAsync($"/events/{published.EventId}/payload")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Statistics_count_by_interval()
    {
        await using var host = await StartAsync();
        await host.PublishAsync("org_a");
        await host.DispatchAsync();
        host.Clock.Advance(TimeSpan.FromHours(2));
        await host.PublishAsync("org_a");
        await host.DispatchAsync();

        var hours = (await host.GetAsync("/statistics", "org_a")).Json.EnumerateArray().ToList();
        var day = (await host.GetAsync("/statistics?intervalSeconds=86400&from=2026-01-01T00:00:00Z", "org_a")).Json.EnumerateArray()
            .Single();

        hours.Select(hour => hour.GetProperty("from").GetString()).Should().Equal("2026-01-31T10:00:00Z", "2026-01-31T12:00:00Z");
        day.GetProperty("succeeded").GetInt64().Should().Be(2);
        day.GetProperty("attempts").EnumerateArray().Single().ToString().Should().Be("""{"number":1,"made":2,"accepted":2}""");
        day.GetProperty("outcomes").ToString().Should().Be("""{"Accepted":2}""");
        day.GetProperty("latencyP50Seconds").GetDouble().Should().BeLessThan(0.002);
        (await host.GetAsync("/statistics?intervalSeconds=1")).Wrong.Should().Equal("intervalSeconds");
        (await host.GetAsync("/statistics?intervalSeconds=90")).Wrong.Should().Equal("intervalSeconds");
        (await host.GetAsync("/statistics?endpointId=none", "org_a")).Json.EnumerateArray().Should().BeEmpty();
    }

    [Fact]
    public async Task An_event_is_shown_with_its_payload_and_explained()
    {
        await using var host = await StartAsync();
        var published = await host.PublishAsync("org_a");
        await host.DispatchAsync();
        var stored = await host.Services.GetRequiredService<WebhookHistory>()
            .FindEventAsync(published.EventId, TestContext.Current.CancellationToken);

        var shown = await host.GetAsync($"/events/{published.EventId}");
        var payload = await host.GetAsync($"/events/{published.EventId}/payload");
        var explanation = await host.GetAsync($"/events/{published.EventId}/explanation");

        (shown["type"], shown["organizationId"], shown["hasPayload"]).Should().Be(("SCAN_COMPLETE", "org_a", "True"));
        shown.Json.GetProperty("deliveries")[0].GetProperty("id").GetString().Should().Be(published.Deliveries.Single().Id);
        payload.Text.Should().Be(System.Text.Encoding.UTF8.GetString(stored!.Body.Span));
        explanation.Json.GetProperty("decisions")[0].GetProperty("code").GetString().Should().Be("matched");
        explanation.Json.GetProperty("sentences").GetArrayLength().Should().Be(2);
        (await host.GetAsync($"/events/{published.EventId}/explanation?endpointId=none")).Json.GetProperty("sentences")[0].GetString()
            .Should().Contain("not configured");
        (await host.GetAsync("/events?eventType=SCAN_COMPLETE")).Ids.Should().Equal(published.EventId);
    }

    [Fact]
    public async Task The_catalogue_has_a_sample_of_every_type_and_operators_see_retention_and_health()
    {
        await using var host = await StartAsync();

        var types = (await host.GetAsync("/event-types", "org_a")).Json.EnumerateArray().ToList();

        types.Select(type => type.GetProperty("sample").GetProperty("sourcetype").GetString())
            .Should().Equal(EventCatalog.All.Select(definition => definition.Type.Name));
        (await host.GetAsync("/retention"))
            .Text.Should().Be("""{"payloadsSeconds":2592000,"attemptsSeconds":2592000,"eventsSeconds":7776000,"historySeconds":7776000}""");
        (await host.GetAsync("/health")).Text.Should().Be("""{"isSending":false,"isStoreReachable":true}""");
    }

    private static Task<ApiHost> StartAsync() => ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a", "org_a"));
}
