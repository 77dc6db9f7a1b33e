using System.Text;
using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Signing;

/// <summary>What we sign verifies there, and what is signed there verifies here.</summary>
[Collection(nameof(NodePackage))]
public class IndependentImplementationTests(NodePackage node)
{
    private const string VerifyThere =
        "new Webhook(input.secret).verify(Buffer.from(input.body, 'base64'), input.headers); console.log('verified');";
    private const string SignThere = "console.log(new Webhook(input.secret).sign(input.id, new Date(input.seconds * 1000), input.body));";

    private readonly SigningSecret _old = SigningSecret.Create();
    private readonly SigningSecret _new = SigningSecret.Create();

    [Fact]
    public async Task A_request_verifies_there_with_either_secret_while_they_are_changed_and_with_no_other()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a") with { SigningSecrets = [_new, _old with { ExpiresAt = DateTimeOffset.MaxValue }] })
            .AddSubscription(new() { EndpointId = "a" }));
        bed.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());

        await bed.SendAsync(new UnknownEvent(new("SOMETHING_NEW"), JsonElement.Parse("""{"title":"Überraschung 🔐"}""")));

        (await VerifyAsync(bed.Requests[0], _old)).Should().Be("verified\n");
        (await VerifyAsync(bed.Requests[0], _new)).Should().Be("verified\n");
        (await VerifyAsync(bed.Requests[0], SigningSecret.Create(), "try {", "} catch (e) { console.log(e.message); }"))
            .Should().Be("No matching signature found\n");
    }

    [Fact]
    public async Task What_is_signed_there_verifies_here()
    {
        const string body = """{"title":"Überraschung 🔐"}""";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        var signature = await node.RunAsync(
            SignThere, $$"""{"secret":"{{_old.Value}}","id":"msg_1","seconds":{{now}},"body":{{JsonSerializer.Serialize(body)}}}""");

        new WebhookVerifier([_new.Value, _old.Value]).Verify(Encoding.UTF8.GetBytes(body), "msg_1", $"{now}", signature.Trim())
            .Should().Be(SignatureVerification.Valid);
        new WebhookVerifier([_new.Value]).Verify(Encoding.UTF8.GetBytes(body), "msg_1", $"{now}", signature.Trim())
            .Should().Be(SignatureVerification.NoMatch);
    }

    private Task<string> VerifyAsync(SentRequest request, SigningSecret secret, string before = "", string after = "") => node.RunAsync(
        before + VerifyThere + after,
        $$"""{"secret":"{{secret.Value}}","headers":{{JsonSerializer.Serialize(request.Headers)}}"""
        + $$""","body":"{{Convert.ToBase64String(request.Body)}}"}""");
}
