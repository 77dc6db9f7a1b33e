using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

public class ContractTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_document_is_served_and_not_sent_again_to_who_has_it()
    {
        await using var host = await StartAsync("/webhooks/contract");
        using var client = host.CreateClient();

        foreach (var (name, text) in WebhookContract.Documents)
        {
            using var first = await client.GetAsync($"/webhooks/contract/{name}", Token);
            client.DefaultRequestHeaders.IfNoneMatch.Clear();
            client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
            using var again = await client.GetAsync($"/webhooks/contract/{name}", Token);

            (first.StatusCode, first.Content.Headers.ContentType!.MediaType).Should().Be((HttpStatusCode.OK, "application/json"));
            (await first.Content.ReadAsStringAsync(Token) == text).Should().BeTrue("{0} is served as it is", name);
            again.StatusCode.Should().Be(HttpStatusCode.NotModified);
        }

        (await client.GetAsync("/webhooks/contract/other.json", Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/webhooks/contract", "/webhooks/contract")]
    [InlineData("contract/", "/contract")]
    [InlineData("", "")]
    public async Task The_types_link_to_the_documents_where_they_are_mapped(string pattern, string path)
    {
        await using var host = await StartAsync(pattern);
        using var client = host.CreateClient();

        using var listed = await client.GetAsync("/api/event-types", Token);

        listed.Headers.GetValues("Link").Should().BeEquivalentTo(
            WebhookContract.Documents.Keys.Select(name => $"<{path}/{name}>; rel=\"describedby\""));
        foreach (var type in JsonElement.Parse(await listed.Content.ReadAsStringAsync(Token)).EnumerateArray())
        {
            var schema = new Uri(client.BaseAddress!, type.GetProperty("schema").GetString());
            var definition = JsonNode.Parse(await client.GetStringAsync(schema, Token))!["definitions"]![schema.Fragment.Split('/')[2]]!;
            ((string?)definition["title"]).Should().Be(type.GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task The_types_link_to_nothing_where_the_documents_are_not_mapped_or_at_no_fixed_address()
    {
        await using var without = await StartAsync(pattern: null);
        await using var open = await StartAsync("/{tenant}/contract");

        foreach (var host in new[] { without, open })
        {
            using var client = host.CreateClient();
            using var listed = await client.GetAsync("/api/event-types", Token);

            listed.Headers.Contains("Link").Should().BeFalse();
            (await listed.Content.ReadAsStringAsync(Token)).Should().NotContain("\"schema\":");
        }
    }

    [Fact]
    public async Task Below_a_base_path_the_links_have_it()
    {
        await using var host = await StartAsync("/contract", app =>
            app.UsePathBase("/base").UseRouting().UseAuthentication().UseAuthorization());
        using var client = host.CreateClient();

        var listed = await client.GetStringAsync("/base/api/event-types", Token);

        JsonElement.Parse(listed)[0].GetProperty("schema").GetString().Should().StartWith("/base/contract/payload.emitted.schema.json#");
    }

    private static Task<ApiHost> StartAsync(string? pattern, Action<WebApplication>? before = null) => ApiHost.StartAsync(map: (app, api) =>
    {
        before?.Invoke(app);
        api.RequireAuthorization();
        if (pattern is not null)
        {
            app.MapZeroPathWebhooksContract(pattern);
        }
    });
}
