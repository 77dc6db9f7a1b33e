using System.Net;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>A cursor that is none is the caller's mistake, in whatever form it comes.</summary>
public class CursorTests
{
    public static TheoryData<string, string, string> Positions
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (path, operation) in new[]
            {
                ("/endpoints", "listWebhookEndpoints"), ("/subscriptions", "listWebhookSubscriptions"),
                ("/triggers", "listWebhookTriggers"), ("/events", "listWebhookEvents"), ("/deliveries", "listWebhookDeliveries"),
                ("/executions", "listWebhookExecutions"),
            })
            {
                foreach (var position in new[] { "x", "-1", "9999999999999999999999", "1:", "99:ab", "1:a\0", "\ufffd" })
                {
                    data.Add(path, operation, position);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_made_up_cursor_is_refused_by_its_name(string path, string operation, string position)
    {
        await using var host = await ApiHost.StartAsync();

        var reply = await host.GetAsync($"{path}?after={MadeUpCursor.Of(operation, position)}");

        reply.Status.Should().Be(HttpStatusCode.BadRequest, reply.Text);
        reply.Wrong.Should().Equal("after");
        host.Log.Records.Should().NotContain(record => record.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task A_cursor_is_as_long_as_the_name_in_it()
    {
        var name = new string('n', 1500);
        await using var host = await ApiHost.StartAsync(builder => builder
            .AddEndpoint(new() { Id = "a", Name = name, Url = new("https://a.example.com") })
            .AddEndpoint(new() { Id = "b", Name = name, Url = new("https://b.example.com") }));
        var first = await host.GetAsync("/endpoints?pageSize=1");

        (await host.GetAsync($"/endpoints?pageSize=1&after={first["next"]}")).Ids.Should().Equal("b");
    }
}
