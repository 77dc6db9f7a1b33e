using System.Collections.Concurrent;
using System.Net;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Testing.Tests;

public sealed class WebhookRequestTests : IAsyncLifetime
{
    private static readonly SigningSecret Secret = SigningSecret.Create();

    private readonly ConcurrentQueue<WebhookEvent> _handled = [];
    private readonly HttpClient _client = new(new SocketsHttpHandler());
    private WebApplication? _app;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting().AddZeroPathWebhooks()
            .AddReceiver(options =>
            {
                options.Headers["Authorization"] = ["Bearer right"];
                options.SigningSecrets.Add(Secret.Value);
            })
            .AddHandler<WebhookEvent>("all", (_, received, _) =>
            {
                _handled.Enqueue(received.Event);
                return Task.CompletedTask;
            });
        _app = builder.Build();
        _app.MapZeroPathWebhooks("/hook");
        await _app.StartAsync(Token);
        _client.BaseAddress = new(_app.Urls.Single());
    }

    [Fact]
    public async Task A_real_receiver_accepts_a_request_of_every_type()
    {
        foreach (var request in WebhookRequests.All())
        {
            (await SendAsync(Right(request))).Should().Be(HttpStatusCode.OK);
        }

        _handled.Select(@event => @event.Type).Should().Equal(EventCatalog.All.Select(definition => definition.Type));
        _handled.Should().NotContain(@event => @event is UnknownEvent);
    }

    [Fact]
    public async Task A_request_with_an_event_of_ones_own_arrives_as_it_is()
    {
        await SendAsync(Right(WebhookRequests.For(TestBedTests.Failed("out of disk"))));

        _handled.Should().ContainSingle().Which.Should().BeOfType<ScanFailedEvent>().Which.Error.Should().Be("out of disk");
    }

    [Fact]
    public async Task A_duplicate_is_answered_alike_and_handled_once()
    {
        var request = Right(WebhookRequests.For(WebhookEventType.ScanComplete));

        (await SendAsync(request)).Should().Be(await SendAsync(request)).And.Be(HttpStatusCode.OK);

        _handled.Should().ContainSingle();
    }

    [Fact]
    public async Task Bad_requests_are_refused()
    {
        var request = Right(WebhookRequests.For(WebhookEventType.ScanComplete));
        var body = "{}"u8.ToArray();

        (await SendAsync(request.With("authorization", "Bearer wrong"))).Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(request.Without("Authorization"))).Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(request.Without("webhook-signature"))).Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(request.WithBody(body))).Should().Be(HttpStatusCode.Unauthorized, "another body was signed");
        (await SendAsync(request.SentAt(TimeProvider.System.GetUtcNow().AddMinutes(-6)))).Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(request.WithContentType("text/plain"))).Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await SendAsync(WebhookRequests.For(WebhookEventType.ScanComplete).With("Authorization", "Bearer right").Signed(
            SigningSecret.Create()))).Should().Be(HttpStatusCode.Unauthorized);

        _handled.Should().BeEmpty();
        (await SendAsync(request)).Should().Be(HttpStatusCode.OK, "changing a request makes another one");
    }

    [Fact]
    public void A_type_without_a_sample_says_so() =>
        FluentActions.Invoking(() => WebhookRequests.For(new WebhookEventType("NO_SUCH_TYPE")))
            .Should().Throw<ArgumentException>().WithMessage("'NO_SUCH_TYPE'*Give a payload*");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app!.DisposeAsync();
    }

    private static WebhookRequest Right(WebhookRequest request) => request.With("Authorization", "Bearer right").Signed(Secret);

    private async Task<HttpStatusCode> SendAsync(WebhookRequest request)
    {
        using var message = request.To("/hook");
        using var response = await _client.SendAsync(message, Token);
        return response.StatusCode;
    }
}
