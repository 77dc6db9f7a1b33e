using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Ed25519;

public class KeyTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private static readonly Ed25519SigningKey Key = Ed25519SigningKey.Create();

    /// <summary>RFC 8032, 7.1: secret key, public key, message, signature.</summary>
    public static TheoryData<string, string, string, string> Vectors => new()
    {
        {
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_vectors_of_RFC_8032_are_signed_and_verified(string secret, string publicKey, string message, string signature)
    {
        var (key, content) = (Private(secret), Convert.FromHexString(message));
        var verifying = new Ed25519PublicKey(Public(publicKey));

        key.PublicKey.Should().Be(Public(publicKey));
        (key with { Value = Private(secret + publicKey).Value }).PublicKey.Should().Be(Public(publicKey), "both halves may be written");
        SignerOf(key).Sign("any", Now, content).Should().Be($"v1a,{Convert.ToBase64String(Convert.FromHexString(signature))}");
        verifying.Verify(content, Convert.FromHexString(signature)).Should().BeTrue();
        verifying.Verify([.. content, 0], Convert.FromHexString(signature)).Should().BeFalse();
        verifying.Verify(content, Convert.FromHexString(signature).AsSpan()[..^1]).Should().BeFalse();
        verifying.Verify(content, []).Should().BeFalse();
    }

    [Fact]
    public void A_JSON_Web_Key_has_the_thumbprint_of_RFC_8037_for_its_id()
    {
        var key = SignerOf(Private("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")).GetPublicKeys(null, Now).Single();

        key.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["kty"] = "OKP",
            ["crv"] = "Ed25519",
            ["x"] = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            ["kid"] = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
            ["alg"] = "EdDSA",
            ["use"] = "sig",
        });
    }

    [Fact]
    public void A_new_key_is_its_own_and_is_not_shown()
    {
        var other = Ed25519SigningKey.Create();

        other.PublicKey.Should().StartWith("whpk_").And.NotBe(Key.PublicKey);
        new Ed25519PublicKey(Key.PublicKey).ToString().Should().Be(Key.PublicKey);
        $"{Key} {Key with { ExpiresAt = Now }}".Should().Contain("whsk_***").And.NotContain(Key.Value["whsk_".Length..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsk_")]
    [InlineData("whsk_canary7")]
    [InlineData("whsk_canary7canary7canary7canary7canary7canary7canary7")]
    [InlineData("canary7canary7canary7canary7canary7canary7canary7=")]
    [InlineData("of a shared secret")]
    [InlineData("public")]
    [InlineData("of two keys")]
    public void What_is_no_private_key_is_refused_and_not_shown(string value)
    {
        var text = value switch
        {
            "of a shared secret" => SigningSecret.Create().Value,
            "public" => Key.PublicKey,
            "of two keys" => "whsk_" + Convert.ToBase64String(
                [.. Bytes(Key.Value)[..32], .. Bytes(Ed25519SigningKey.Create().Value)[32..]]),
            _ => value,
        };

        FluentActions.Invoking(() => SignerOf(new() { Value = text })).Should().Throw<ArgumentException>()
            .WithMessage("The signing key (***) is not 'whsk_' and 32 bytes in base64*")
            .Which.Message.Should().NotContain("canary7").And.NotContain(text.Length > 20 ? text[8..] : "canary7");
    }

    [Theory]
    [InlineData("whpk_canary7")]
    [InlineData("private")]
    [InlineData("of a shared secret")]
    public void What_is_no_public_key_is_refused_and_not_shown(string value)
    {
        var text = value switch
        {
            "private" => Key.Value,
            "of a shared secret" => SigningSecret.Create().Value,
            _ => value,
        };

        FluentActions.Invoking(() => new Ed25519PublicKey(text)).Should().Throw<ArgumentException>()
            .WithMessage("The public key (***) is not 'whpk_' and 32 bytes in base64.*").Which.Message.Should().NotContain(text[6..]);
    }

    [Fact]
    public void A_key_of_this_kind_is_no_shared_secret()
    {
        foreach (var text in new[] { Key.Value, Key.PublicKey })
        {
            FluentActions.Invoking(() => new WebhookVerifier([text])).Should().Throw<ArgumentException>()
                .Which.Message.Should().Contain("whsec_").And.NotContain(text[6..]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v1a,")]
    [InlineData("v 1")]
    public void A_scheme_that_cannot_stand_in_the_header_or_is_that_of_shared_secrets_is_refused(string scheme) =>
        FluentActions.Invoking(() => SignerOf(Key, scheme)).Should().Throw<ArgumentException>().WithMessage("The scheme is *");

    [Fact]
    public void Without_a_key_nothing_can_be_set_up() =>
        FluentActions.Invoking(() => new ServiceCollection().AddZeroPathWebhooks().UseEd25519(_ => { }))
            .Should().Throw<ArgumentException>().WithMessage("There is no key to sign with.*");

    [Fact]
    public void A_verifier_gives_each_key_the_signatures_of_its_own_scheme_alone()
    {
        var (secret, content) = (SigningSecret.Create(), "msg_1.1.{}"u8.ToArray());
        var signature = SignerOf(Key).Sign("a", Now, content)["v1a,".Length..];
        var key = new Counting(new Ed25519PublicKey(Key.PublicKey));
        var verifier = new WebhookVerifier([key], time: new Fixed(DateTimeOffset.FromUnixTimeSeconds(1)));

        Verify($"v1a,{signature}").Should().Be(SignatureVerification.Valid);
        Verify($"v1,AAAA v2,BBBB v1a,{signature}").Should().Be(SignatureVerification.Valid);
        key.Calls.Should().Be(2);
        string[] others = [$"v1,{signature}", $"v1b,{signature}", $"v1a{signature}", $"v1a, {signature}", "v1a", "v1a,", "v1a,AAAA"];
        foreach (var other in others)
        {
            Verify(other).Should().Be(SignatureVerification.NoMatch, other);
        }

        new WebhookVerifier([secret.Value], time: new Fixed(DateTimeOffset.FromUnixTimeSeconds(1)))
            .Verify("{}"u8, "msg_1", "1", $"v1a,{signature} v1,{signature}").Should().Be(SignatureVerification.NoMatch);

        SignatureVerification Verify(string signatures) => verifier.Verify("{}"u8, "msg_1", "1", signatures);
    }

    internal static IWebhookSigner SignerOf(Ed25519SigningKey key, string scheme = "v1a") => new ServiceCollection().AddZeroPathWebhooks()
        .UseEd25519(options =>
        {
            options.Keys.Add(key);
            options.Scheme = scheme;
        })
        .Services.BuildServiceProvider().GetRequiredService<IWebhookSigner>();

    private static byte[] Bytes(string key) => Convert.FromBase64String(key[5..]);

    private static Ed25519SigningKey Private(string hex) =>
        new() { Value = $"whsk_{Convert.ToBase64String(Convert.FromHexString(hex))}" };

    private static string Public(string hex) => $"whpk_{Convert.ToBase64String(Convert.FromHexString(hex))}";

    private sealed class Counting(IWebhookKey inner) : IWebhookKey
    {
        public int Calls { get; private set; }

        public string Scheme => inner.Scheme;

        public bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
        {
            Calls++;
            Encoding.UTF8.GetString(content).Should().Be("msg_1.1.{}");
            return inner.Verify(content, signature);
        }
    }

    private sealed class Fixed(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
