using System.Net;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>The inbox, for operators.</summary>
public class ReceivedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Received_events_are_listed_by_state_receiver_and_handler_and_shown_with_their_payload()
    {
        await using var host = await ApiHost.StartAsync();
        var (first, _) = (await AddAsync(host, "east", "tickets"), await AddAsync(host, "west", "mails"));
        await host.AddTriggerAsync(null);

        (await host.GetAsync("/received")).Ids.Should().HaveCount(2, "an execution is none");
        (await host.GetAsync("/received?receiver=east&handler=tickets&state=Pending")).Ids.Should().Equal(first);
        (await host.GetAsync("/received?state=Failed")).Ids.Should().BeEmpty();
        var shown = await host.GetAsync($"/received/{first}");
        shown["handler"].Should().Be("tickets");
        Encoding.UTF8.GetString(Convert.FromBase64String(shown["payload"])).Should().Be("{}");
    }

    [Fact]
    public async Task One_that_has_ended_is_run_again_and_one_that_has_not_is_cancelled()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await AddAsync(host, "east", "tickets");

        (await host.PostAsync($"/received/{id}/run-again")).Status.Should().Be(HttpStatusCode.Conflict);
        (await host.PostAsync($"/received/{id}/cancel"))["state"].Should().Be("Cancelled");
        (await host.PostAsync($"/received/{id}/cancel")).Status.Should().Be(HttpStatusCode.Conflict);
        (await host.PostAsync($"/received/{id}/run-again"))["state"].Should().Be("Pending");
    }

    [Fact]
    public async Task Other_jobs_and_other_callers_are_refused()
    {
        await using var host = await ApiHost.StartAsync();
        var (_, _, execution) = await host.AddTriggerAsync("org_a");
        var id = await AddAsync(host, "east", "tickets");

        foreach (var action in new[] { "", "/cancel", "/run-again" })
        {
            var method = action.Length == 0 ? HttpMethod.Get : HttpMethod.Post;
            (await host.SendAsync(method, $"/received/{execution}{action}")).Status.Should().Be(HttpStatusCode.NotFound);
            (await host.SendAsync(method, $"/received/{id}{action}", caller: "org_a")).Status.Should().Be(HttpStatusCode.Forbidden);
        }
    }

    private static async Task<string> AddAsync(ApiHost host, string receiver, string handler)
    {
        var added = await host.Services.GetRequiredService<IJobStore>().AddAsync(
            [
                new()
                {
                    Id = $"job_{Guid.CreateVersion7(host.Clock.GetUtcNow()):N}",
                    Kind = JobKinds.Received,
                    Subject = receiver,
                    Handler = handler,
                    Body = "{}"u8.ToArray(),
                    ContentType = "application/json",
                    CreatedAt = host.Clock.GetUtcNow(),
                },
            ],
            lease: null,
            Token);
        return added[0].Job.Id;
    }
}
