using System.Net;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>What was created is never answered by an error, and its address leads to it (D57), whatever stands before it.</summary>
public class LocationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/Łódź/inner")]
    [InlineData("/50%25/inner")]
    [InlineData("/%2541/inner")]
    [InlineData("/%C5/inner")]
    [InlineData("/a%2Fb/inner")]
    [InlineData("/a%3Fb%23c%20d%7Ce/inner/")]
    [InlineData("/base Ł 50%25/%E2%82%AC/inner")]
    public async Task Behind_a_value_of_the_hosts_own_what_is_created_is_found_where_the_answer_says(string prefix)
    {
        await using var host = await ApiHost.StartAsync(map: (app, group) =>
        {
            group.RequireAuthorization();
            app.UsePathBase("/base Ł 50%").UseRouting();
            app.MapGroup("/{tenant}").MapZeroPathWebhooksApi("/inner", options => options.NamePrefix = "inner").AllowAnonymous();
        });
        using var client = host.CreateClient();
        foreach (var (path, json) in new[]
        {
            ("endpoints", """{ "name": "x", "url": "https://x.example.com" }"""),
            ("triggers", """{ "name": "x" }"""),
            ("redeliveries", """{ "state": "Failed" }"""),
        })
        {
            using var body = new StringContent(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            using var created = await client.PostAsync($"{prefix.TrimEnd('/')}/{path}", body, Token);
            var location = created.Headers.Location!;
            using var got = await client.GetAsync(location, Token);

            created.StatusCode.Should().Be(HttpStatusCode.Created);
            location.OriginalString.Should().MatchRegex("^/[!-~]+$");
            got.StatusCode.Should().Be(HttpStatusCode.OK, "{0} leads to it", location.OriginalString);
        }

        host.Log.Records.Should().NotContain(record => record.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task Documents_of_the_contract_are_linked_in_the_same_way()
    {
        await using var host = await ApiHost.StartAsync(map: (app, group) =>
        {
            group.RequireAuthorization();
            app.MapZeroPathWebhooksContract("/umowa/Łódź").AllowAnonymous();
        });
        using var client = host.CreateClient();

        using var types = await client.GetAsync(new Uri("/api/event-types", UriKind.Relative), Token);

        types.StatusCode.Should().Be(HttpStatusCode.OK);
        var links = types.Headers.GetValues("Link").SelectMany(line => line.Split(", ")).Select(link => link.Split('<', '>')[1]).ToList();
        links.Should().NotBeEmpty();
        foreach (var link in links)
        {
            using var got = await client.GetAsync(new Uri(link, UriKind.Relative), Token);
            got.StatusCode.Should().Be(HttpStatusCode.OK, link);
        }
    }
}
