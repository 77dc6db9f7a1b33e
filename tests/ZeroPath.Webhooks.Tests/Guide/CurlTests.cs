using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>The requests that the documents make with curl are answered with success.</summary>
public class CurlTests
{
    [Fact]
    public async Task The_receiver_of_the_first_page_takes_the_event()
    {
        var handled = new TaskCompletionSource<string>();
        await using var app = await StartAsync(
            webhooks => webhooks.AddReceiver(options => options.Headers["Authorization"] = ["Bearer change-this-token"])
                .AddHandler<ScanFailedEvent>("first", (_, received, _) =>
                {
                    handled.TrySetResult(received.Event.Error);
                    return Task.CompletedTask;
                }),
            app => app.MapZeroPathWebhooks("/webhooks/zeropath"));
        var script = Document.CodeOf("docs/getting-started-receiver.md", "sh").Single(Curl.IsOne);

        var (code, text) = await Curl.RunAsync(script.Replace("http://localhost:5005", app.Urls.First()));

        code.Should().Be(0, text);
        (await handled.Task).Should().Be("Timeout");
    }

    [Fact]
    public async Task The_management_api_takes_the_requests()
    {
        await using var app = await StartAsync(
            webhooks => webhooks.AddEndpoint(DeliveryBed.Endpoint("Pager")).AddSubscription(new() { EndpointId = "Pager" })
                .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => new Accepting())),
            app => app.MapZeroPathWebhooksApi("/webhooks/api").AllowAnonymous());
        var published = await app.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(
            DeliveryBed.Event(), cancellationToken: TestContext.Current.CancellationToken);
        var scripts = Document.CodeOf("docs/management-api.md", "sh").Where(Curl.IsOne).ToList();

        scripts.Should().HaveCount(2);
        foreach (var script in scripts)
        {
            var (code, text) = await Curl.RunAsync(
                script, ("API", $"{app.Urls.First()}/webhooks/api"), ("AUTH", "X-Caller: a test"), ("ENDPOINT", "Pager"),
                ("DELIVERY", published.Deliveries[0].Id));

            code.Should().Be(0, text);
        }
    }

    private static async Task<WebApplication> StartAsync(Action<ZeroPathWebhooksBuilder> configure, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        configure(builder.Services.AddZeroPathWebhooks());
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private sealed class Accepting : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage());
    }
}
