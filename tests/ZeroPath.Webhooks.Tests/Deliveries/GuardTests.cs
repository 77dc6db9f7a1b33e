using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>What the client that makes the attempts connects to, and what it says there: against real sockets.</summary>
[Collection(nameof(Alone))]
public class GuardTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    public static TheoryData<string> Forbidden => Targets.Forbidden;

    public static TheoryData<string> ForbiddenAddresses => [.. Targets.Forbidden
        .Select(row => new Uri($"https://{row.Data}/").IdnHost).Where(host => IPAddress.TryParse(host, out _)).Distinct()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forbidden))]
    [InlineData("１２７.0.0.1")]
    [InlineData("①②⑦.0.0.1")]
    public async Task Nothing_is_dialled_at_a_forbidden_address(string host)
    {
        await using var services = Services();

        var failure = await DialAsync(services, new($"https://{host}/hook"));

        // What the odd forms mean is the system's affair: it may find no address, but no way in.
        failure.Should().Match<Exception>(e =>
            e is TargetBlockedException || ((SocketException)e).SocketErrorCode == SocketError.HostNotFound);
    }

    [Theory]
    [MemberData(nameof(ForbiddenAddresses))]
    public async Task Nothing_is_dialled_at_a_name_that_has_a_forbidden_address(string forbidden)
    {
        var address = IPAddress.Parse(forbidden);
        await using var alone = Services(addresses: [address]);
        await using var mixed = Services(addresses: [IPAddress.Parse("8.8.8.8"), address]);

        (await DialAsync(alone, DeliveryBed.Url)).Should().BeOfType<TargetBlockedException>();
        (await DialAsync(mixed, DeliveryBed.Url)).Should().BeOfType<TargetBlockedException>();
    }

    [Fact]
    public async Task A_blocked_delivery_is_a_failed_attempt_and_is_tried_again()
    {
        await using var server = new RawServer(RawServer.Says(Ok));
        await using var services = Services(
            new($"https://api.example.com:{server.Url.Port}/hook"), [IPAddress.Loopback], allowed: "10.0.0.0/8");

        var published = await SendAsync(services);

        (await AttemptsAsync(services, published)).Should().OnlyContain(attempt =>
            attempt.Outcome == AttemptOutcome.Blocked && attempt.StatusCode == null && attempt.Response == null).And.HaveCount(2);
        server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Plain_http_that_got_into_the_store_is_not_sent()
    {
        await using var server = new RawServer(RawServer.Says(Ok));
        await using var services = Services();

        (await DialAsync(services, server.Url)).Should().BeOfType<TargetBlockedException>();
    }

    [Fact]
    public async Task What_was_judged_is_what_is_dialled_and_every_connection_is_judged_again()
    {
        await using var server = new RawServer(RawServer.Says(Ok));
        var lookups = 0;
        await using var services = Services(
            new($"http://api.example.com:{server.Url.Port}/hook"),
            allowed: "127.0.0.1/32",
            resolve: (_, _) => Task.FromResult<IPAddress[]>([++lookups == 1 ? IPAddress.Loopback : IPAddress.Parse("127.0.0.2")]));

        var before = await SendAsync(services);
        var after = await SendAsync(services);

        (await AttemptsAsync(services, before)).Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Accepted);
        (await AttemptsAsync(services, after)).Should().HaveCount(2).And.OnlyContain(attempt => attempt.Outcome == AttemptOutcome.Blocked);
        (lookups, server.Requests.Count).Should().Be((3, 1), "one lookup for each connection, and nothing was sent after the second");
    }

    [Fact]
    public async Task No_connection_lives_longer_than_two_minutes()
    {
        SocketsHttpHandler? handler = null;
        await using var services = new ServiceCollection().AddZeroPathWebhooks()
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler((primary, _) => handler = (SocketsHttpHandler)primary))
            .Services.BuildServiceProvider();

        services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(WebhookHttpClient.Name);

        handler!.PooledConnectionLifetime.Should().Be(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var inside = new RawServer(RawServer.Says(Ok));
        await using var server = new RawServer(
            RawServer.Says($"HTTP/1.1 {status} Moved\r\nLocation: {inside.Url}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
        await using var services = Services(server.Url);

        var published = await SendAsync(services);

        (await AttemptsAsync(services, published)).Should().OnlyContain(attempt => attempt.StatusCode == status);
        inside.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_proxy_of_the_environment_is_not_asked()
    {
        await using var proxy = new RawServer(RawServer.Says(Ok));
        await using var server = new RawServer(RawServer.Says(Ok));
        await using var services = Services(server.Url);
        var before = HttpClient.DefaultProxy;
        try
        {
            HttpClient.DefaultProxy = new WebProxy(proxy.Url);

            await SendAsync(services);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        (proxy.Requests.Count, server.Requests.Count).Should().Be((0, 1));
    }

    [Theory]
    [InlineData("Negotiate")]
    [InlineData("NTLM")]
    [InlineData("Basic realm=\"x\"")]
    public async Task No_credentials_are_offered(string scheme)
    {
        await using var server = new RawServer(
            RawServer.Says($"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {scheme}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
        await using var services = Services(server.Url);

        var published = await SendAsync(services);

        server.Requests.Should().HaveCount(2, "that is the attempt and its retry")
            .And.NotContain(request => request.Contains("authorization", StringComparison.OrdinalIgnoreCase));
        (await AttemptsAsync(services, published)).Should().OnlyContain(attempt => attempt.StatusCode == 401);
    }

    [Fact]
    public async Task Neither_cookies_nor_traces_nor_anything_else_is_added()
    {
        await using var server = new RawServer(
            RawServer.Says("HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
        await using var services = Services(server.Url);
        using var tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource("*").AddHttpClientInstrumentation().SetSampler(new AlwaysOnSampler()).Build();
        using var activity = new Activity("of the host").AddBaggage("tenant", "secret").SetIdFormat(ActivityIdFormat.W3C).Start();

        await SendAsync(services);
        await SendAsync(services);

        const string documented =
            "content-length content-type host user-agent webhook-id webhook-timestamp zeropath-attempt zeropath-delivery zeropath-event";
        server.Requests.Select(Names).Should().HaveCount(2).And.OnlyContain(names => names == documented);

        var registry = services.GetRequiredService<WebhookRegistry>();
        await registry.UpdateEndpointAsync(registry.Configuration.Endpoints[0] with { PropagateTrace = true }, cancellationToken: Token);
        await SendAsync(services);
        Names(server.Requests.Last())
            .Should().Be(documented.Replace("user-agent", "traceparent user-agent", StringComparison.Ordinal), "it was asked for");

        static string Names(string request) => string.Join(' ', request.Split("\r\n\r\n")[0].Split("\r\n").Skip(1)
            .Select(line => line.Split(':')[0].ToLowerInvariant()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_told_apart_from_one_that_is_blocked()
    {
        await using var services = Services(
            new("https://api.example.com/hook"), resolve: (_, _) => throw new SocketException((int)SocketError.TryAgain));

        var published = await SendAsync(services);

        (await AttemptsAsync(services, published)).Should().OnlyContain(attempt => attempt.Outcome == AttemptOutcome.DnsFailure);
    }

    [Fact]
    public void A_tenant_sees_that_there_was_no_answer_and_not_why()
    {
        var attempt = new DeliveryAttempt
        {
            Number = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            Duration = TimeSpan.FromSeconds(1),
            Outcome = AttemptOutcome.Accepted,
            StatusCode = 200,
        };

        attempt.ForTenant().Should().Be(attempt);
        Enum.GetValues<AttemptOutcome>().Except([AttemptOutcome.Accepted, AttemptOutcome.Refused, AttemptOutcome.Abandoned])
            .Select(outcome => (attempt with { Outcome = outcome, StatusCode = null }).ForTenant()).Distinct().Should().ContainSingle()
            .Which.Should().Be(attempt with { Outcome = AttemptOutcome.Unreachable, StatusCode = null, Duration = TimeSpan.Zero });
    }

    private static ServiceProvider Services(
        Uri? url = null, IPAddress[]? addresses = null, string? allowed = null, ResolveHost? resolve = null)
    {
        var services = new ServiceCollection();
        if (resolve is not null || addresses is not null)
        {
            services.AddSingleton(resolve ?? ((_, _) => Task.FromResult(addresses!)));
        }

        services.AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "a", Url = url ?? DeliveryBed.Url })
            .AddSubscription(new() { EndpointId = "a" })
            .Configure(options =>
            {
                options.AllowHttp = url?.Scheme == Uri.UriSchemeHttp;
                options.Retry = new() { Delays = [TimeSpan.Zero] };
                if (url is not null)
                {
                    options.AllowedNetworks.Add(IPNetwork.Parse(allowed ?? "127.0.0.0/8"));
                }
            });
        return services.BuildServiceProvider();
    }

    /// <summary>Past the rules for saving, to the handler itself.</summary>
    private static async Task<Exception?> DialAsync(ServiceProvider services, Uri url)
    {
        using var invoker = new HttpMessageInvoker(
            services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(WebhookHttpClient.Name));
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        return (await invoker.Invoking(it => it.SendAsync(request, Token)).Should().ThrowAsync<HttpRequestException>())
            .Which.InnerException;
    }

    private static async Task<PublishResult> SendAsync(ServiceProvider services)
    {
        var published = await services.GetRequiredService<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);
        return published;
    }

    private static Task<IReadOnlyList<DeliveryAttempt>> AttemptsAsync(ServiceProvider services, PublishResult published) =>
        services.GetRequiredService<WebhookHistory>().ListAttemptsAsync(published.Deliveries.Single().Id, Token);
}
