using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Ed25519;

/// <summary>What is signed with which key, and for how long.</summary>
public class SigningTests
{
    private static readonly Ed25519SigningKey Old = Ed25519SigningKey.Create();
    private static readonly Ed25519SigningKey New = Ed25519SigningKey.Create();

    [Fact]
    public async Task A_request_is_signed_with_the_hosts_key_beside_the_endpoints_secrets()
    {
        var secret = SigningSecret.Create();
        await using var bed = new SendingBed(
            options => options.Keys.Add(Old),
            SendingBed.Endpoint("a") with { SigningSecrets = [secret] },
            SendingBed.Endpoint("b"));

        await bed.SendAsync();

        Schemes(bed.Requests["a"]).Should().Equal("v1", "v1a");
        Schemes(bed.Requests["b"]).Should().Equal("v1a");
        bed.Requests["a"].VerifyBy(bed.Clock, Public(Old)).Should().Be(SignatureVerification.Valid);
        bed.Requests["b"].VerifyBy(bed.Clock, Public(Old)).Should().Be(SignatureVerification.Valid);
        bed.Requests["b"].VerifyBy(bed.Clock, Public(New)).Should().Be(SignatureVerification.NoMatch);
        var sent = bed.Requests["a"];
        new WebhookVerifier([secret.Value], time: bed.Clock).Verify(sent.Body, sent.Id, sent.Timestamp, sent.Signature)
            .Should().Be(SignatureVerification.Valid);
    }

    [Fact]
    public async Task An_endpoints_own_key_signs_in_the_place_of_the_hosts()
    {
        await using var bed = new SendingBed(
            options =>
            {
                options.Keys.Add(Old);
                options.EndpointKeys["b"] = [New];
                options.EndpointKeys["c"] = [];
            },
            SendingBed.Endpoint("a"), SendingBed.Endpoint("b"), SendingBed.Endpoint("c"));

        await bed.SendAsync();

        bed.Requests["a"].VerifyBy(bed.Clock, Public(Old)).Should().Be(SignatureVerification.Valid);
        bed.Requests["b"].VerifyBy(bed.Clock, Public(New)).Should().Be(SignatureVerification.Valid);
        bed.Requests["b"].VerifyBy(bed.Clock, Public(Old)).Should().Be(SignatureVerification.NoMatch);
        bed.Requests["c"].Signature.Should().BeNull("it has keys of its own, and none of them");
    }

    [Fact]
    public async Task A_new_key_signs_beside_the_old_one_until_that_expires()
    {
        await using var bed = new SendingBed(
            options =>
            {
                options.Keys.Add(New);
                options.Keys.Add(Old with { ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(20_001) });
            },
            SendingBed.Endpoint("a"));

        await bed.SendAsync();
        Schemes(bed.Requests["a"]).Should().Equal("v1a", "v1a");
        bed.Requests["a"].VerifyBy(bed.Clock, Public(Old)).Should().Be(SignatureVerification.Valid);
        bed.Requests["a"].VerifyBy(bed.Clock, Public(New)).Should().Be(SignatureVerification.Valid);
        bed.Get<IWebhookSigner>().GetPublicKeys(null, bed.Clock.GetUtcNow()).Should().HaveCount(2);

        bed.Clock.Advance(TimeSpan.FromDays(1));
        await bed.SendAsync();
        bed.Requests["a"].VerifyBy(bed.Clock, Public(Old)).Should().Be(SignatureVerification.NoMatch);
        bed.Requests["a"].VerifyBy(bed.Clock, Public(New)).Should().Be(SignatureVerification.Valid);
        bed.Get<IWebhookSigner>().GetPublicKeys(null, bed.Clock.GetUtcNow()).Should().ContainSingle();
    }

    [Fact]
    public async Task The_name_of_the_scheme_can_be_set()
    {
        await using var bed = new SendingBed(
            options =>
            {
                options.Keys.Add(Old);
                options.Scheme = "v2e";
            },
            SendingBed.Endpoint("a"));

        await bed.SendAsync();

        Schemes(bed.Requests["a"]).Should().Equal("v2e");
        bed.Requests["a"].VerifyBy(bed.Clock, Public(Old)).Should().Be(SignatureVerification.NoMatch);
        bed.Requests["a"].VerifyBy(bed.Clock, new Ed25519PublicKey(Old.PublicKey, "v2e")).Should().Be(SignatureVerification.Valid);
    }

    [Fact]
    public async Task What_is_sent_in_a_format_is_what_is_signed()
    {
        await using var bed = new SendingBed(options => options.Keys.Add(Old), SendingBed.Endpoint("a") with { Format = "CloudEvents" });

        await bed.SendAsync();

        System.Text.Encoding.UTF8.GetString(bed.Requests["a"].Body).Should().Contain("specversion");
        bed.Requests["a"].VerifyBy(bed.Clock, Public(Old)).Should().Be(SignatureVerification.Valid);
    }

    private static Ed25519PublicKey Public(Ed25519SigningKey key) => new(key.PublicKey);

    private static IEnumerable<string> Schemes(SendingBed.Sent sent) => sent.Signature!.Split(' ').Select(part => part.Split(',')[0]);
}
