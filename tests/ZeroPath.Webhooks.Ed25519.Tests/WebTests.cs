using System.Net;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Ed25519;

/// <summary>Keys that are served, and a receiver that verifies with them, on a real server.</summary>
public class WebTests
{
    private static readonly Ed25519SigningKey Host = Ed25519SigningKey.Create();
    private static readonly Ed25519SigningKey Own = Ed25519SigningKey.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_hosts_keys_are_served_and_an_endpoints_own_under_its_id_alone()
    {
        await using var app = await StartAsync(Host);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.First()) };

        var hosts = await client.GetAsync("/keys", Token);
        var text = await hosts.Content.ReadAsStringAsync(Token);

        hosts.Content.Headers.ContentType!.MediaType.Should().Be("application/jwk-set+json");
        hosts.Headers.CacheControl!.ToString().Should().Be("public, max-age=300");
        Xs(text).Should().Equal(X(Host));
        Xs(await client.GetStringAsync("/keys/own%20%2F%20key", Token)).Should().Equal(X(Own));
        text.Should().NotContain(X(Own)).And.NotContain("\"d\"").And.NotContain(Host.Value[5..40]);
    }

    [Fact]
    public async Task An_unknown_id_answers_like_an_endpoint_without_a_key()
    {
        await using var app = await StartAsync(Host);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.First()) };

        var (without, unknown) = (await client.GetAsync("/keys/a", Token), await client.GetAsync("/keys/nobody", Token));

        (without.StatusCode, await without.Content.ReadAsStringAsync(Token)).Should().Be((HttpStatusCode.OK, """{"keys":[]}"""));
        (unknown.StatusCode, await unknown.Content.ReadAsStringAsync(Token)).Should().Be((HttpStatusCode.OK, """{"keys":[]}"""));
        unknown.Headers.ToString().Should().Be(without.Headers.ToString());
    }

    [Fact]
    public async Task A_host_without_keys_is_told_what_call_is_missing()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddZeroPathWebhooks();
        await using var app = builder.Build();

        app.Invoking(it => it.MapZeroPathWebhooksKeys("/keys"))
            .Should().Throw<InvalidOperationException>().WithMessage("*Call UseEd25519*");
    }

    [Theory]
    [InlineData(true, AttemptOutcome.Accepted)]
    [InlineData(false, AttemptOutcome.Refused)]
    public async Task A_receiver_takes_what_its_key_has_signed_and_nothing_else(bool isSigned, AttemptOutcome outcome)
    {
        await using var app = await StartAsync(isSigned ? Host : Own);

        var attempt = await app.Services.GetRequiredService<WebhookOperations>().SendTestAsync("a", cancellationToken: Token);

        attempt.StatusCode.Should().NotBeNull();
        attempt.Outcome.Should().Be(outcome);
    }

    private static async Task<WebApplication> StartAsync(Ed25519SigningKey signing)
    {
        var port = FreePort();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRoutingCore();
        builder.Services.AddZeroPathWebhooks()
            .UseEd25519(options =>
            {
                options.Keys.Add(signing);
                options.EndpointKeys["own / key"] = [Own];
            })
            .AddEndpoint(new() { Name = "a", Url = new($"http://127.0.0.1:{port}/hook") })
            .AddReceiver(options => options.AddKey(new Ed25519PublicKey(Host.PublicKey)))
            .AddHandler<WebhookEvent>("all", (_, _, _) => Task.CompletedTask)
            .Configure(options =>
            {
                options.AllowHttp = true;
                options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.1/32"));
            });
        var app = builder.Build();
        app.MapZeroPathWebhooks("/hook");
        app.MapZeroPathWebhooksKeys("/keys");
        await app.StartAsync(Token);
        return app;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string X(Ed25519SigningKey key) =>
        System.Buffers.Text.Base64Url.EncodeToString(Convert.FromBase64String(key.PublicKey[5..]));

    private static IEnumerable<string> Xs(string set) => JsonElement.Parse(set).GetProperty("keys").EnumerateArray()
        .Select(key => key.GetProperty("x").GetString()!);
}
