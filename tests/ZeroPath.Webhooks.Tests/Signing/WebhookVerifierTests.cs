using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Signing;

/// <summary>The key, the message and the signature are the example of Standard Webhooks' own documentation and libraries.</summary>
public class WebhookVerifierTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Other = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly DateTimeOffset Made = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    private static ReadOnlySpan<byte> Body => "{\"test\": 2432232314}"u8;

    [Fact]
    public void What_we_sign_is_what_the_specification_signs() =>
        WebhookSignature.Of([new() { Value = Secret }], Id, Made, Body).Should().Be(Signature);

    [Fact]
    public void A_tolerance_may_be_of_any_length_but_not_negative()
    {
        var secret = SigningSecret.Create().Value;
        var verifying = (TimeSpan tolerance) => new WebhookVerifier([secret], tolerance)
            .Verify("{}"u8, "id", "0", "v1,none");

        verifying(TimeSpan.MaxValue).Should().Be(SignatureVerification.NoMatch);
        verifying(TimeSpan.Zero).Should().Be(SignatureVerification.TooOld);
        verifying.Invoking(it => it(TimeSpan.MinValue)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("tolerance");
    }

    [Fact]
    public void The_specifications_message_is_valid() => Verify().Should().Be(SignatureVerification.Valid);

    [Theory]
    [InlineData(null, Timestamp, Signature)]
    [InlineData("", Timestamp, Signature)]
    [InlineData(Id, null, Signature)]
    [InlineData(Id, Timestamp, null)]
    [InlineData(Id, Timestamp, "")]
    public void A_missing_header_is_told(string? id, string? timestamp, string? signature) =>
        Verifier(Secret).Verify(Body, id, timestamp, signature).Should().Be(SignatureVerification.MissingHeader);

    [Theory]
    [InlineData("yesterday")]
    [InlineData("1614265330.5")]
    [InlineData("-1614265330")]
    [InlineData(" 1614265330")]
    [InlineData("99999999999999999999")]
    public void A_time_that_is_none_is_told(string timestamp) =>
        Verifier(Secret).Verify(Body, Id, timestamp, Signature).Should().Be(SignatureVerification.MalformedTimestamp);

    [Theory]
    [InlineData(300, SignatureVerification.Valid)]
    [InlineData(301, SignatureVerification.TooOld)]
    [InlineData(-300, SignatureVerification.Valid)]
    [InlineData(-301, SignatureVerification.TooNew)]
    public void A_request_is_valid_for_five_minutes_either_way(int age, SignatureVerification verdict) =>
        Verifier([Secret], Made.AddSeconds(age)).Verify(Body, Id, Timestamp, Signature).Should().Be(verdict);

    [Fact]
    public void The_largest_time_there_is_is_too_new() =>
        Verifier(Secret).Verify(Body, Id, $"{long.MaxValue}", Signature).Should().Be(SignatureVerification.TooNew);

    [Theory]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=")]
    [InlineData("v1,g0hM9SsE")]
    [InlineData("v1,")]
    [InlineData("v1,????")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("   ")]
    public void Another_signature_or_none_matches_not(string signature) =>
        Verifier(Secret).Verify(Body, Id, Timestamp, signature).Should().Be(SignatureVerification.NoMatch);

    [Fact]
    public void Another_body_id_or_secret_matches_not()
    {
        Verifier(Secret).Verify("{\"test\": 2432232315}"u8, Id, Timestamp, Signature).Should().Be(SignatureVerification.NoMatch);
        Verifier(Secret).Verify(Body, "msg_other", Timestamp, Signature).Should().Be(SignatureVerification.NoMatch);
        Verifier(Other).Verify(Body, Id, Timestamp, Signature).Should().Be(SignatureVerification.NoMatch);
    }

    [Fact]
    public void A_part_of_the_id_cannot_be_taken_for_the_time()
    {
        var signature = WebhookSignature.Of([new() { Value = Secret }], "msg_1", Made, "1614265331.2"u8);

        Verifier(Secret).Verify("1614265331.2"u8, "msg_1", Timestamp, signature).Should().Be(SignatureVerification.Valid);
        Verifier(Secret).Verify("2"u8, $"msg_1.{Timestamp}", "1614265331", signature).Should().Be(SignatureVerification.NoMatch);
    }

    [Fact]
    public void One_of_several_signatures_by_one_of_several_secrets_is_enough()
    {
        var signatures = $"v1a,AAAA v1,AAAA {Signature}";

        Verifier(Other, Secret).Verify(Body, Id, Timestamp, signatures).Should().Be(SignatureVerification.Valid);
    }

    [Fact]
    public void While_a_secret_is_changed_both_sign_and_afterwards_the_new_one_alone()
    {
        SigningSecret[] secrets = [new() { Value = Other }, new() { Value = Secret, ExpiresAt = Made.AddHours(1) }];

        var during = WebhookSignature.Of(secrets, Id, Made, Body).Split(' ');
        var after = WebhookSignature.Of(secrets, Id, Made.AddHours(1), Body).Split(' ');

        during.Should().HaveCount(2).And.Contain(Signature);
        after.Should().ContainSingle();
        Verifier([Other], Made.AddHours(1)).Verify(Body, Id, $"{Made.AddHours(1).ToUnixTimeSeconds()}", after[0])
            .Should().Be(SignatureVerification.Valid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS")]
    [InlineData("whsec_not base64")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_secret_that_is_none_is_told_without_showing_it(string secret)
    {
        var made = () => Verifier(secret);

        made.Should().Throw<ArgumentException>().WithMessage("*whsec_*24 to 64 bytes*Create()*").Which.Message.Should().NotContain("MfKQ")
            .And.NotContain("AAAA");
    }

    [Fact]
    public void A_verifier_needs_a_secret() =>
        FluentActions.Invoking(() => Verifier()).Should().Throw<ArgumentException>().WithMessage("*no secret*");

    [Fact]
    public void A_new_secret_is_another_each_time_can_be_used_and_does_not_show_itself()
    {
        var (one, two) = (SigningSecret.Create(), SigningSecret.Create());

        one.Value.Should().NotBe(two.Value);
        one.FindProblem().Should().BeNull();
        one.ToString().Should().Contain("whsec_***").And.NotContain(one.Value[6..]);
    }

    private static SignatureVerification Verify() => Verifier(Secret).Verify(Body, Id, Timestamp, Signature);

    private static WebhookVerifier Verifier(params string[] secrets) => Verifier(secrets, Made);

    private static WebhookVerifier Verifier(string[] secrets, DateTimeOffset now) => new(secrets, time: new FakeTimeProvider(now));
}
