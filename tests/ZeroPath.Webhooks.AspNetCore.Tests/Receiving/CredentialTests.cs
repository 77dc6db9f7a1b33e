using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

public class CredentialTests
{
    private static readonly SigningSecret Old = SigningSecret.Create();
    private static readonly SigningSecret New = SigningSecret.Create();
    private static readonly byte[] NoJson = "no JSON"u8.ToArray();

    [Theory]
    [InlineData("Bearer token", 200)]
    [InlineData("Bearer tokem", 401)]
    [InlineData("bearer token", 401)]
    [InlineData("Bearer token2", 401)]
    [InlineData("Bearer toke", 401)]
    [InlineData("Bearer  token", 401)]
    [InlineData("", 401)]
    [InlineData(null, 401)]
    public async Task A_value_is_compared_exactly(string? value, int status)
    {
        await using var bed = await ReceiverBed.StartAsync();

        (await bed.StatusAsync(token: value)).Should().Be(status);
        bed.Handled.Should().HaveCount(status == 200 ? 1 : 0);
    }

    [Fact]
    public async Task All_headers_must_match_their_names_ignoring_case()
    {
        await using var bed = await ReceiverBed.StartAsync(options =>
        {
            options.Headers["authorization"] = [ReceiverBed.Token];
            options.Headers["X-Environment"] = ["production"];
        });

        (await bed.StatusAsync()).Should().Be(401);
        (await bed.StatusAsync(change: request => request.Headers.Add("x-environment", "staging"))).Should().Be(401);
        (await bed.StatusAsync(token: null, change: request => request.Headers.Add("x-environment", "production"))).Should().Be(401);
        (await bed.StatusAsync(change: request => request.Headers.Add("x-environment", "production"))).Should().Be(200);
    }

    [Fact]
    public async Task While_a_value_is_changed_both_are_accepted()
    {
        await using var bed = await ReceiverBed.StartAsync(options => options.Headers["Authorization"] = ["Bearer old", "Bearer new"]);

        (await bed.StatusAsync(token: "Bearer old")).Should().Be(200);
        (await bed.StatusAsync(token: "Bearer new")).Should().Be(200);
        (await bed.StatusAsync(token: "Bearer other")).Should().Be(401);
        (await bed.StatusAsync(token: "Bearer old, Bearer new")).Should().Be(401);
    }

    [Theory]
    [InlineData("Bearer token", "Bearer token")]
    [InlineData("Bearer token", "Bearer other")]
    public async Task A_doubled_header_is_refused(string first, string second)
    {
        await using var bed = await ReceiverBed.StartAsync();
        using var connection = await bed.ConnectAsync();

        await connection.SendAsync(
            $"{RawConnection.Head}Authorization: {first}\r\nAuthorization: {second}\r\nContent-Length: 2\r\n\r\n{{}}");

        (await connection.StatusAsync()).Should().Be(401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Authorization: Bearer other\r\n")]
    public async Task Without_credentials_the_answer_comes_before_the_body(string headers)
    {
        await using var bed = await ReceiverBed.StartAsync();
        using var connection = await bed.ConnectAsync();

        // None of the body is sent.
        await connection.SendAsync($"{RawConnection.Head}{headers}Content-Length: 1000\r\n\r\n");

        (await connection.StatusAsync()).Should().Be(401);
    }

    [Fact]
    public async Task Without_credentials_nobody_learns_what_is_wrong_with_a_body()
    {
        await using var bed = await ReceiverBed.StartAsync(Signed);

        (await bed.StatusAsync(NoJson)).Should().Be(401);
        (await bed.StatusAsync(NoJson, change: request => Sign(request, SigningSecret.Create(), NoJson))).Should().Be(401);
        (await bed.StatusAsync(NoJson, change: request => Sign(request, New, NoJson))).Should().Be(400);
    }

    [Fact]
    public async Task A_signature_by_either_secret_is_accepted_and_none_by_another_or_of_another_body()
    {
        await using var bed = await ReceiverBed.StartAsync(Signed);

        (await bed.StatusAsync()).Should().Be(401);
        (await bed.StatusAsync(change: request => Sign(request, Old))).Should().Be(200);
        (await bed.StatusAsync(change: request => Sign(request, New))).Should().Be(200);
        (await bed.StatusAsync(change: request => Sign(request, SigningSecret.Create()))).Should().Be(401);
        (await bed.StatusAsync(change: request => Sign(request, New, NoJson))).Should().Be(401);
    }

    [Fact]
    public async Task A_signature_of_more_than_five_minutes_ago_is_refused()
    {
        await using var bed = await ReceiverBed.StartAsync(Signed);

        (await bed.StatusAsync(change: request => Sign(request, New, age: TimeSpan.FromSeconds(290)))).Should().Be(200);
        (await bed.StatusAsync(change: request => Sign(request, New, age: TimeSpan.FromSeconds(310)))).Should().Be(401);
        (await bed.StatusAsync(change: request => Sign(request, New, age: TimeSpan.FromSeconds(-310)))).Should().Be(401);
    }

    [Fact]
    public async Task With_headers_and_a_signature_both_are_demanded()
    {
        await using var bed = await ReceiverBed.StartAsync(options =>
        {
            Signed(options);
            options.Headers["Authorization"] = [ReceiverBed.Token];
        });

        (await bed.StatusAsync()).Should().Be(401);
        (await bed.StatusAsync(token: null, change: request => Sign(request, New))).Should().Be(401);
        (await bed.StatusAsync(change: request => Sign(request, New))).Should().Be(200);
    }

    [Fact]
    public async Task A_receiver_that_is_told_so_accepts_anybody()
    {
        await using var bed = await ReceiverBed.StartAsync(options => options.AllowAnonymous = true);

        (await bed.StatusAsync(token: null)).Should().Be(200);
    }

    private static void Signed(WebhookReceiverOptions options)
    {
        options.SigningSecrets.Add(Old.Value);
        options.SigningSecrets.Add(New.Value);
    }

    private static void Sign(HttpRequestMessage request, SigningSecret secret, byte[]? body = null, TimeSpan age = default)
    {
        var id = $"msg_{Guid.NewGuid():N}";
        var timestamp = (TimeProvider.System.GetUtcNow() - age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(
            Convert.FromBase64String(secret.Value["whsec_".Length..]),
            (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body ?? ReceiverBed.Body]);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(hash)}");
    }
}
