using System.Text;
using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Ed25519;

/// <summary>What is signed here verifies with Node's crypto, and what that signs verifies here.</summary>
public class NodeTests
{
    private static readonly Ed25519SigningKey Key = Ed25519SigningKey.Create();

    [Fact]
    public async Task A_request_verifies_there_with_the_key_that_is_served_and_not_when_a_byte_differs()
    {
        await using var bed = new SendingBed(options => options.Keys.Add(Key), SendingBed.Endpoint("a"));
        await bed.SendAsync();
        var sent = bed.Requests["a"];
        var served = JsonSerializer.Serialize(bed.Get<IWebhookSigner>().GetPublicKeys(null, bed.Clock.GetUtcNow()).Single());
        var content = Convert.ToBase64String([.. Encoding.UTF8.GetBytes($"{sent.Id}.{sent.Timestamp}."), .. sent.Body]);

        var printed = await Node.RunAsync(
            """
            const key = crypto.createPublicKey({ key: input.jwk, format: 'jwk' });
            const content = Buffer.from(input.content, 'base64');
            const signature = Buffer.from(input.signature.split(',')[1], 'base64');
            const good = crypto.verify(null, content, key, signature);
            content[content.length - 1] ^= 1;
            console.log(good, crypto.verify(null, content, key, signature));
            """,
            $$"""{"jwk":{{served}},"content":"{{content}}","signature":"{{sent.Signature}}"}""");

        printed.Should().Be("true false");
    }

    [Fact]
    public async Task What_is_signed_there_verifies_here()
    {
        const string body = """{"title":"Überraschung 🔐"}""";
        var printed = await Node.RunAsync(
            """
            const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
            const signature = crypto.sign(null, Buffer.from(`${input.id}.${input.timestamp}.${input.body}`), privateKey);
            const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url');
            const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d, 'base64url');
            console.log(`whpk_${raw.toString('base64')} whsk_${seed.toString('base64')} v1a,${signature.toString('base64')}`);
            """,
            $$"""{"id":"msg_1","timestamp":"1700000000","body":{{JsonSerializer.Serialize(body)}}}""");
        var (publicKey, privateKey, signature) = printed.Split(' ') is [var one, var two, var three] ? (one, two, three) : default;

        var verifier = new WebhookVerifier([new Ed25519PublicKey(publicKey)], TimeSpan.MaxValue);

        new Ed25519SigningKey { Value = privateKey }.PublicKey.Should().Be(publicKey);
        verifier.Verify(Encoding.UTF8.GetBytes(body), "msg_1", "1700000000", signature).Should().Be(SignatureVerification.Valid);
        verifier.Verify(Encoding.UTF8.GetBytes(body), "msg_2", "1700000000", signature).Should().Be(SignatureVerification.NoMatch);
        verifier.Verify(Encoding.UTF8.GetBytes(body), "msg_1", "1700000001", signature).Should().Be(SignatureVerification.NoMatch);
        KeyTests.SignerOf(new() { Value = privateKey })
            .Sign("a", DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes($"msg_1.1700000000.{body}"))
            .Should().Be(signature, "there is one signature");
    }
}
