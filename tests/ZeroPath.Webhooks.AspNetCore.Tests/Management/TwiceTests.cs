using System.Net;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>What is said of the API when the host starts.</summary>
public class TwiceTests
{
    [Fact]
    public async Task To_map_it_twice_with_the_same_names_is_refused_at_once_with_both_places_and_what_to_do()
    {
        var start = () => ApiHost.StartAsync(map: (app, _) => app.MapZeroPathWebhooksApi("/other"));

        await start.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*mapped at '/api'*again at '/other'*options.NamePrefix = *");
    }

    [Fact]
    public async Task With_a_prefix_both_answer()
    {
        await using var host = await ApiHost.StartAsync(map: (app, group) =>
        {
            group.RequireAuthorization();
            app.MapZeroPathWebhooksApi("/other", options => options.NamePrefix = "other").AllowAnonymous();
        });

        (await host.GetAsync("/endpoints")).Status.Should().Be(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Get, "/other/endpoints", content: null, ApiHost.Operator)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_entry_of_the_start_says_of_each_who_may()
    {
        await using var host = await ApiHost.StartAsync(
            map: (app, group) =>
            {
                group.RequireAuthorization();
                app.MapZeroPathWebhooksApi("/open", options => options.NamePrefix = "open").AllowAnonymous();
                app.MapZeroPathWebhooksApi("/closed", options => options.NamePrefix = "closed");
            },
            keepsStart: true);

        host.Log.Records.Should().ContainSingle(record => record.Level == LogLevel.Information && record.Text.Contains("has started."))
            .Which.Text.TrimEnd().Should().EndWith(
                "Receivers: none. Management API: /api, with authorization. Management API: /open, open to everybody. "
                + "Management API: /closed, closed for want of an authorization policy.");
    }
}
