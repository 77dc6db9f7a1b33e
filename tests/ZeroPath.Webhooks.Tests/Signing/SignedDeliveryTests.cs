using System.Net;
using System.Security.Cryptography;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Signing;

public class SignedDeliveryTests
{
    private readonly SigningSecret _old = SigningSecret.Create();
    private readonly SigningSecret _new = SigningSecret.Create();
    private readonly ResourceCodec _reversing = new(new Reversing(), new(), WebhookFormats.BuiltIn);
    private readonly ResourceCodec _failing = new(new Failing(), new(), WebhookFormats.BuiltIn);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_attempt_is_signed_with_its_own_time()
    {
        await using var bed = Bed(_old);
        bed.Respond = _ => new(HttpStatusCode.InternalServerError);

        await bed.SendAsync();
        await bed.RunAsync();

        bed.Requests.Should().HaveCount(7).And.AllSatisfy(request => Verify(request, _old, bed).Should().Be(SignatureVerification.Valid));
        bed.Requests.Select(request => request.Headers["webhook-signature"]).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task While_a_secret_is_changed_requests_verify_with_either_and_then_with_the_new_one()
    {
        await using var bed = Bed(_old);
        await bed.Registry.UpdateEndpointAsync(
            bed.Registry.Configuration.Endpoints[0].WithNewSigningSecret(
                _new, previousUntil: bed.Clock.GetUtcNow().AddHours(1), now: bed.Clock.GetUtcNow()),
            cancellationToken: Token);

        await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromHours(1));
        await bed.SendAsync();

        (Verify(bed.Requests[0], _old, bed), Verify(bed.Requests[0], _new, bed))
            .Should().Be((SignatureVerification.Valid, SignatureVerification.Valid));
        (Verify(bed.Requests[1], _old, bed), Verify(bed.Requests[1], _new, bed))
            .Should().Be((SignatureVerification.NoMatch, SignatureVerification.Valid));
    }

    [Fact]
    public void A_second_change_neither_prolongs_nor_keeps_what_was_to_expire()
    {
        var now = DateTimeOffset.UnixEpoch;
        var endpoint = Endpoint(_old)
            .WithNewSigningSecret(_new, now.AddHours(1), now)
            .WithNewSigningSecret(SigningSecret.Create(), now.AddHours(9), now);

        endpoint.SigningSecrets.Select(secret => secret.ExpiresAt).Should().Equal(null, now.AddHours(9), now.AddHours(1));
        endpoint.WithNewSigningSecret(SigningSecret.Create(), now.AddHours(9), now.AddHours(1)).SigningSecrets.Should().HaveCount(3)
            .And.NotContain(it => it.Value == _old.Value);
    }

    [Fact]
    public void A_secret_that_cannot_be_used_is_told_wherever_it_stands_and_never_shown()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Endpoints:0:Name"] = "a",
            ["Endpoints:0:Url"] = "https://api.example.com",
            ["Endpoints:0:SigningSecrets:0"] = _old.Value,
            ["Endpoints:0:SigningSecrets:1"] = "canary",
        }).Build();
        using var services = new ServiceCollection().AddZeroPathWebhooks(configuration).Services.BuildServiceProvider();

        var starting = () => services.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value;

        starting.Should().Throw<OptionsValidationException>().WithMessage("*Endpoints:0:SigningSecrets:1*whsec_*Create()*")
            .Which.ToString().Should().NotContain("canary").And.NotContain(_old.Value[6..]);
    }

    [Fact]
    public void Secrets_that_all_expire_are_told() =>
        RoutingRules.Check(new() { Endpoints = [Endpoint(_old with { ExpiresAt = DateTimeOffset.MaxValue })] }, allowHttp: false)
            .Should().ContainSingle().Which.Description.Should().Contain("Add one without ExpiresAt");

    [Fact]
    public async Task Ten_secrets_sign_at_most_and_the_oldest_goes()
    {
        await using var bed = await DeliveryBed.WithStoredAsync(Endpoint(_old));
        var now = bed.Clock.GetUtcNow();
        var made = new List<SigningSecret> { _old };
        for (var i = 0; i < 15; i++)
        {
            made.Insert(0, SigningSecret.Create());
            await bed.Registry.UpdateEndpointAsync(
                bed.Registry.Configuration.Endpoints[0].WithNewSigningSecret(made[0], now.AddDays(1), now), cancellationToken: Token);
        }

        await bed.SendAsync();

        bed.Registry.Configuration.Endpoints[0].SigningSecrets.Select(secret => secret.Value)
            .Should().Equal(made.Take(10).Select(secret => secret.Value));
        bed.Requests.Single().Headers["webhook-signature"].Split(' ').Should().HaveCount(10);
    }

    [Fact]
    public async Task More_than_ten_secrets_are_refused_wherever_they_stand()
    {
        var eleven = Endpoint([.. Enumerable.Range(0, 11).Select(_ => SigningSecret.Create())]);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            eleven.SigningSecrets.Select((secret, i) => KeyValuePair.Create($"Endpoints:0:SigningSecrets:{i}", (string?)secret.Value))
                .Concat([new("Endpoints:0:Name", "a"), new("Endpoints:0:Url", "https://api.example.com")])).Build();
        using var services = new ServiceCollection().AddZeroPathWebhooks(configuration).Services.BuildServiceProvider();
        await using var bed = await DeliveryBed.WithStoredAsync(Endpoint(_old));

        RoutingRules.Check(new() { Endpoints = [eleven] }, allowHttp: false)
            .Should().ContainSingle().Which.Description.Should().StartWith("There are 11 signing secrets, and 10 at most.");
        services.Invoking(its => its.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value)
            .Should().Throw<OptionsValidationException>().WithMessage("*Endpoints:0:SigningSecrets: There are 11*");
        await bed.Registry.Invoking(it => it.UpdateEndpointAsync(
                it.Configuration.Endpoints[0] with { SigningSecrets = eleven.SigningSecrets }, cancellationToken: Token))
            .Should().ThrowAsync<WebhookConfigurationException>().WithMessage("*There are 11*");
        RoutingRules.Check(new() { Endpoints = [Endpoint([.. eleven.SigningSecrets.Skip(1)])] }, allowHttp: false).Should().BeEmpty();
    }

    [Fact]
    public void Stores_keep_secrets_protected_and_what_cannot_be_read_as_it_is()
    {
        var given = Endpoint(_new, _old with { ExpiresAt = DateTimeOffset.UnixEpoch });

        var row = _reversing.RowOf(given);

        (row.Settings + row.Secrets).Should().NotContain(_new.Value[6..]).And.NotContain(_old.Value[6..]);
        _reversing.EndpointOf(row).Should().Be(given);
        var unreadable = _failing.EndpointOf(row);
        unreadable.Should().Match<WebhookEndpoint>(it => it.UnreadableReason != null && it.SigningSecrets.Count == 0);
        _reversing.RowOf(unreadable).Secrets.Should().Be(row.Secrets);
    }

    [Fact]
    public void To_replace_headers_that_cannot_be_read_does_not_do_away_with_signing()
    {
        var unreadable = _failing.EndpointOf(_reversing.RowOf(Endpoint(_old) with { Headers = Header("lost") }));

        var headers = unreadable with { Headers = Header("new") };
        var both = headers.WithNewSigningSecret(_new, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch);

        headers.UnreadableReason.Should().Be("Another key.");
        Restored(headers).Headers.Should().Equal(Header("new"));
        Restored(headers).SigningSecrets.Should().Equal(_old);
        both.UnreadableReason.Should().BeNull();
        Restored(both).SigningSecrets.Should().Equal(_new);

        static Dictionary<string, string> Header(string value) => new() { ["X-Key"] = value };

        WebhookEndpoint Restored(WebhookEndpoint endpoint) => _reversing.EndpointOf(_reversing.RowOf(endpoint));
    }

    [Fact]
    public void A_stored_header_that_may_not_be_sent_leaves_signing_as_it_is()
    {
        var row = _reversing.RowOf(Endpoint(_old) with { Headers = new Dictionary<string, string> { ["Host"] = "x" } });

        var endpoint = _reversing.EndpointOf(row);

        endpoint.UnreadableReason.Should().Contain("Host");
        endpoint.SigningSecrets.Should().Equal(_old);
        (endpoint with { Headers = new Dictionary<string, string>() }).UnreadableReason.Should().BeNull();
    }

    private static SignatureVerification Verify(SentRequest request, SigningSecret secret, DeliveryBed bed) =>
        new WebhookVerifier([secret.Value], TimeSpan.FromDays(1), bed.Clock).Verify(
            request.Body, request.Headers["webhook-id"], request.Headers["webhook-timestamp"], request.Headers["webhook-signature"]);

    private static WebhookEndpoint Endpoint(params SigningSecret[] secrets) =>
        new() { Name = "a", Url = DeliveryBed.Url, SigningSecrets = secrets };

    private static DeliveryBed Bed(SigningSecret secret) =>
        new(builder => builder.AddEndpoint(Endpoint(secret)).AddSubscription(new() { EndpointId = "a" }));

    private sealed class Reversing : ISecretProtector
    {
        public string Protect(string secret) => new([.. secret.Reverse()]);

        public string Unprotect(string stored) => Protect(stored);
    }

    private sealed class Failing : ISecretProtector
    {
        public string Protect(string secret) => secret;

        public string Unprotect(string stored) => throw new CryptographicException("Another key.");
    }
}
