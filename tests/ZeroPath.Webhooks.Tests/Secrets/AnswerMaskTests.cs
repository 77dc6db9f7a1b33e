using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Tests.Network;

namespace ZeroPath.Webhooks.Tests.Secrets;

/// <summary>Whatever way an endpoint writes a secret of its own in its answer, the answer is kept without it.</summary>
public class AnswerMaskTests
{
    private const string Alphabet = "abcXYZ019 !\"#$%&'()*+,-./:;=?@[\\]^_`{|}~";

    private static readonly AnswerMask Mask = new(WebhookFormats.BuiltIn);

    private static readonly Gen<string> Secrets = Gen.Char[Alphabet].Array[6, 60].Select(letters => new string(letters))
        .Where(secret => secret[0] != ' ' && secret[^1] != ' ');

    private static readonly Dictionary<string, Func<string, string>> Spellings = new()
    {
        ["as it is"] = secret => secret,
        ["JSON"] = secret => Json(secret, JavaScriptEncoder.Default),
        ["JSON, hardly escaped"] = secret => Json(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping),
        ["JSON, with slashes escaped"] = secret => Json(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Replace("/", "\\/"),
        ["JSON, all of it"] = secret => string.Concat(secret.Select(letter => $"\\u{(int)letter:x4}")),
        ["JSON, all of it, in capitals"] = secret => string.Concat(secret.Select(letter => $"\\u{(int)letter:X4}")),
        ["JSON in JSON"] = secret => Json(Json(secret, JavaScriptEncoder.Default), JavaScriptEncoder.Default),
        ["URL"] = Uri.EscapeDataString,
        ["URL, in small letters"] = secret =>
            string.Concat(secret.Select(letter => char.IsAsciiLetter(letter) ? $"{letter}" : $"%{(int)letter:x2}")),
        ["URL, all of it"] = secret => string.Concat(secret.Select(letter => $"%{(int)letter:X2}")),
        ["URL in a URL"] = secret => Uri.EscapeDataString(Uri.EscapeDataString(secret)),
        ["form"] = WebUtility.UrlEncode,
        ["HTML"] = WebUtility.HtmlEncode,
        ["HTML, all of it"] = secret => string.Concat(secret.Select(letter => $"&#x{(int)letter:X};")),
        ["base64"] = secret => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='),
        ["base64 for URLs"] = secret => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(secret)),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways => [.. Spellings.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_secret_is_masked_however_it_is_written(string way) => Secrets.Sample(secret =>
        Mask.Mask($"<<{Spellings[way](secret)}>>", isWhole: true, With(secret)) == "<<***>>");

    [Theory]
    [InlineData("{0}")]
    [InlineData("%{0:X2}")]
    [InlineData("%25{0:x2}")]
    [InlineData("\\u{0:x4}")]
    [InlineData("&#{1};")]
    public void A_secret_that_the_excerpts_end_cuts_is_masked_wherever_it_is_cut(string letterAs)
    {
        Gen.Select(Secrets, Gen.Int[4, 59], Gen.Int[0, 7]).Sample((secret, whole, part) =>
        {
            var letters = secret.Select(letter => letterAs == "{0}" ? $"{letter}"
                : string.Format(CultureInfo.InvariantCulture, letterAs, (int)letter, (int)letter)).ToList();
            whole = Math.Min(whole, secret.Length - 1);
            var cut = letters[whole][..Math.Min(part, letters[whole].Length - 1)];

            return Mask.Mask($"<<{string.Concat(letters.Take(whole))}{cut}", isWhole: false, With(secret)) == "<<***";
        });
    }

    [Fact]
    public void An_answer_without_a_secret_stays_as_it_is() =>
        Gen.Select(
                Secrets.Where(secret => !secret.Contains(' ')), Gen.Char["<>&%\\u0025+\";abc\uFFFD{}"].Array[0, 200], Gen.Bool)
            .Sample((secret, letters, isWhole) =>
                Mask.Mask(new(letters), isWhole, With($"~~{secret}")) == new string(letters));

    [Fact]
    public void All_that_is_secret_of_an_endpoint_is_masked()
    {
        var key = SigningSecret.Create();
        var endpoint = new WebhookEndpoint
        {
            Name = "a",
            Url = new("https://someone:pa%2Bss@api.example.com/hook?key=a%2Bkey&other=value"),
            SigningSecrets = [key, SigningSecret.Create() with { ExpiresAt = DateTimeOffset.UnixEpoch }],
            Headers = new Dictionary<string, string>
            {
                ["Authorization"] = $"Basic {Convert.ToBase64String("user:password+1"u8)}",
                ["X-Key"] = "Bearer token+1",
            },
        };
        string[] secrets =
        [
            key.Value, key.Value["whsec_".Length..], endpoint.SigningSecrets[1].Value, "someone:pa%2Bss", "someone:pa+ss", "pa+ss",
            "a%2Bkey", "a+key", "value", "user:password+1", "password+1", Convert.ToBase64String("user:password+1"u8).TrimEnd('='),
            "Bearer token+1", "token+1", Convert.ToBase64String("Bearer token+1"u8).TrimEnd('='),
        ];

        foreach (var secret in secrets)
        {
            Mask.Mask($"<<{secret}>>", isWhole: true, endpoint).Should().Be("<<***>>", secret);
        }

        Mask.Mask("api.example.com/hook as user", isWhole: true, endpoint).Should().Be("api.example.com/hook as user");
    }

    [Theory]
    [InlineData("test", "the latest of 2 attests: protested, tests, testX, 1test",
        "the latest of 2 attests: protested, tests, testX, 1test")]
    [InlineData("test", "test \"test\", key=test&x, (test), user_test, test", "*** \"***\", key=***&x, (***), user_***, ***")]
    [InlineData("test", "{\"a\":\"\\ntest\\u0026\",\"b\":\"\\u003dtest\"}",
        "{\"a\":\"\\n***\\u0026\",\"b\":\"\\u003d***\"}")]
    [InlineData("test", "?q=a%20test%26%3Dt%65st%2520test", "?q=a%20***%26%3D***%2520***")]
    [InlineData("2024", "at 1720240000 of 2024", "at 1720240000 of ***")]
    [InlineData("te+t", "latte+tea", "lat***ea")]
    [InlineData("testtest", "latesttests", "la***s")]
    [InlineData("true", "{\"ok\":true,\"id\":null}", "{\"ok\":true,\"id\":null}")]
    [InlineData("null", "{\"ok\":true,\"id\":null}", "{\"ok\":true,\"id\":null}")]
    public void A_short_word_is_masked_where_it_stands_by_itself_and_no_word_that_has_it_within(string secret, string answer, string kept)
    {
        Mask.Mask(answer, isWhole: true, With(secret)).Should().Be(kept);
        Mask.Mask(answer, isWhole: true, new() { Name = "a", Url = new($"https://a.example.com/?key={Uri.EscapeDataString(secret)}") })
            .Should().Be(kept);
    }

    [Theory]
    [InlineData("Slack", "https://hooks.slack.com/services/T0001/B0001/Xk3mP9qZ", "no services for *** at *** with ***",
        "T0001 B0001 Xk3mP9qZ")]
    [InlineData("Teams", "https://a.example.com/workflows/9f3c/triggers/manual/paths/invoke?sig=Zk1x", "could not invoke *** by *** manual",
        "9f3c Zk1x")]
    public void What_all_addresses_of_a_service_have_is_no_secret_and_the_rest_of_the_path_is(
        string format, string url, string kept, string secrets)
    {
        var endpoint = new WebhookEndpoint { Name = "a", Url = new(url), Format = format };
        var answer = secrets.Split(' ').Aggregate(kept, (text, secret) =>
            text[..text.IndexOf("***", StringComparison.Ordinal)] + secret + text[(text.IndexOf("***", StringComparison.Ordinal) + 3)..]);

        Mask.Mask(answer, isWhole: true, endpoint).Should().Be(kept);
        Mask.Mask($"POST {endpoint.Url.AbsolutePath}", isWhole: true, endpoint).Should().Be("POST ***");
    }

    [Theory]
    [InlineData("said", "{\"you\":\"sa\\u0069d \\u002Bsecret\\/\"}", "{\"you\":\"*** ***\"}")]
    [InlineData("cut", "", "")]
    [InlineData("shorter than it says", "", "")]
    public async Task What_is_kept_of_an_answer_is_masked(string way, string answer, string kept)
    {
        var filling = new string('.', DeliveryAttempt.MaxResponseBytes - 6);
        (answer, kept) = way switch
        {
            "cut" => ($"{filling}+secret/", $"{filling}***"),
            "shorter than it says" => ("<<+secre", "<<***"),
            _ => (answer, kept),
        };
        var length = answer.Length + (way == "shorter than it says" ? 10 : 0);
        await using var server = new RawServer(RawServer.Says($"HTTP/1.1 500 Error\r\nContent-Length: {length}\r\n\r\n{answer}"));
        await using var bed = new NetworkBed(server.Url, configure: library => library.Configure(options =>
            options.Endpoints[0] = options.Endpoints[0] with
            {
                Headers = new Dictionary<string, string> { ["X-Key"] = "+secret/", ["X-Other"] = "said" },
            }));

        var attempt = await bed.SendAsync();
        var test = await bed.Get<WebhookOperations>().SendTestAsync("a", cancellationToken: Token);

        (attempt.Response, test.Response).Should().Be((kept, kept));
    }

    private static string Json(string secret, JavaScriptEncoder encoder) =>
        JsonEncodedText.Encode(secret, encoder).ToString();

    private static WebhookEndpoint With(string secret) =>
        new() { Name = "a", Url = DeliveryBed.Url, Headers = new Dictionary<string, string> { ["X-Key"] = secret } };
}
