using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Receiver;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Testing;

namespace TestingYourApp;

public class ReceivingTests
{
    [Fact]
    public async Task A_finding_that_comes_twice_is_handled_once_and_a_strangers_never()
    {
        List<string> handled = [];
        await using var receiver = Start(handled);
        using var client = receiver.CreateClient();
        var stranger = WebhookRequests.For(WebhookEventType.NewVulnerabilitiesPr);
        var request = stranger.With("Authorization", "Bearer a-token-of-the-sample-only");

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(stranger.To("/webhooks/zeropath"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request.To("/webhooks/zeropath"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request.To("/webhooks/zeropath"))).StatusCode);
        Assert.Equal([request.Id], handled);
    }

    /// <summary>The whole application, with its store in memory and a handler that takes notes.</summary>
    private static WebApplicationFactory<VulnerabilityHandler> Start(List<string> handled) =>
        new WebApplicationFactory<VulnerabilityHandler>().WithWebHostBuilder(web => web.ConfigureTestServices(services => services
            .AddZeroPathWebhooks()
            .UseInMemoryStore()
            .AddHandler<WebhookEvent>("notes", (_, received, _) =>
            {
                handled.Add(received.Id);
                return Task.CompletedTask;
            })));
}
