using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.AspNetCore.Tests.Inbound;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Tests;

/// <summary>The host's <c>AddProblemDetails</c> has the last word on every problem that the package writes.</summary>
public class ProblemDetailsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/deliveries?pageSize=0", 400, "errors")]
    [InlineData("/receiver", 400, "problems")]
    [InlineData("/hooks/trg_0", 401, null)]
    public async Task A_problem_carries_what_the_host_adds_to_all_of_its_problems(string path, int status, string? list)
    {
        await using var app = await StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.First()) };
        using var request = new HttpRequestMessage(
            path.StartsWith("/api", StringComparison.Ordinal) ? HttpMethod.Get : HttpMethod.Post, path);
        request.Content = request.Method == HttpMethod.Get ? null : new StringContent("{}", null, "application/json");

        using var response = await client.SendAsync(request, Token);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));

        response.StatusCode.Should().Be((HttpStatusCode)status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem.RootElement.GetProperty("support").GetString().Should().Be("help@example.com");
        problem.RootElement.GetProperty("status").GetInt32().Should().Be(status);
        (list is null || problem.RootElement.GetProperty(list).GetArrayLength() > 0).Should().BeTrue();
    }

    [Theory]
    [InlineData("/api/subscriptions", """{ "endpointId": "a", "eventTypes": [ "it's <b>" ] }""", "'it's <b>' is no documented")]
    [InlineData("/receiver", """{ "it's <b>": 1, "it's <b>": 2 }""", "<b>']")]
    [InlineData("/hooks/trg_0", "{}", "\"status\":401")]
    public async Task Without_one_of_the_hosts_a_problem_is_readable_as_it_is_and_no_page_for_a_browser(
        string path, string body, string says)
    {
        await using var app = await StartAsync(hasOwn: false);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.First()) };

        using var content = new StringContent(body, null, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, Token);

        (await response.Content.ReadAsStringAsync(Token)).Should().Contain(says);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
    }

    private static async Task<WebApplication> StartAsync(bool hasOwn = true)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        if (hasOwn)
        {
            builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
                context.ProblemDetails.Extensions["support"] = "help@example.com");
        }

        builder.Services.AddSingleton(Channel.CreateUnbounded<InboundTriggerExecution>());
        builder.Services.AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "a", Url = new("https://a.example.com") })
            .AddReceiver(receiver => receiver.AllowAnonymous = true)
            .AddInboundTriggers<Agent>()
            .AddHandler<ScanCompleteEvent>("none", (_, _, _) => Task.CompletedTask);
        var app = builder.Build();
        app.MapZeroPathWebhooksApi("/api").AllowAnonymous();
        app.MapZeroPathWebhooks("/receiver");
        app.MapZeroPathInboundTriggers("/hooks/{triggerId}");
        await app.StartAsync(Token);
        return app;
    }
}
