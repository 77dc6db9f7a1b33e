using System.Text;
using CsCheck;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Events;

/// <summary>
/// Any bytes give a payload, an unknown event or a <see cref="WebhookJsonException"/>, and what was read can be written and read again.
/// </summary>
public class AnyBytesTests
{
    private static readonly byte[][] Whole =
    [
        .. Documents.Types.Select(type => Encoding.UTF8.GetBytes(Documents.Payload(type, Documents.Full(type)))),
    ];

    // What breaks parsers: halves of everything, and things where they do not belong.
    private static readonly Gen<byte[]> Fragment = Gen.OneOf(
        "\\ud800", "\\udc00", "\\ud83d\\ude00", "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "1e999", "-", "1.", "\ufeff", "\u0000",
        "//", "\\u", "\n")
        .Select(Encoding.UTF8.GetBytes);

    private static readonly Gen<byte[]> Splice = Gen.OneOf<byte[]>(Fragment, Gen.Byte.Array[0, 4]);

    [Fact]
    public void Random_bytes() => Gen.Byte.Array[0, 200].Sample(ShouldBeHandled, iter: 2000);

    [Fact]
    public void Documents_with_pieces_replaced() =>
        Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Select(Gen.Int[0, 5000], Gen.Int[0, 6], Splice).Array[1, 3]).Sample((index, edits) =>
        {
            var json = Whole[index];
            foreach (var (at, length, splice) in edits)
            {
                var start = at % json.Length;
                json = [.. json[..start], .. splice, .. json[Math.Min(json.Length, start + length)..]];
            }

            ShouldBeHandled(json);
        }, iter: 3000);

    [Fact]
    public void Documents_with_values_swapped() =>
        Gen.Select(
            Gen.Int[0, Whole.Length - 1],
            Gen.Int[0, 200],
            Gen.OneOf("null", "1", "-1.5e3", "\"x\"", "\"\\udc00\"", "true", "[]", "{}", "[null]", "1e400"))
            .Sample((index, nth, value) =>
            {
                var parts = Encoding.UTF8.GetString(Whole[index]).Split(':');
                var at = 1 + (nth % (parts.Length - 1));
                var end = parts[at].IndexOfAny([',', '}', ']']);
                parts[at] = end >= 0 ? value + parts[at][end..] : value;
                ShouldBeHandled(Encoding.UTF8.GetBytes(string.Join(':', parts)));
            }, iter: 3000);

    [Fact]
    public void Documents_cut_off_anywhere()
    {
        var json = Whole[1];
        for (var length = 0; length < json.Length; length++)
        {
            Assert.Equal(ProblemCodes.Json, Assert.Single(WebhookValidator.Validate(json.AsSpan(0, length))).Code);
        }
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("x\\uD800x")]
    public void Half_a_surrogate_pair_is_refused_wherever_it_is(string half)
    {
        foreach (var place in new[] { "\"zeropath.com\"", "\"org_1\"", "\"FullScan\"", "\"high\"", "\"info\"", "\"anything\"",
            "\"REPO_ADDED\"", "\"CWE-1\"" })
        {
            var json = Documents.Payload("REPO_ADDED", Documents.Full("REPO_ADDED"))
                .Replace(place, $"\"{half}\"", StringComparison.Ordinal);

            FluentActions.Invoking(() => WebhookJson.Read(json)).Should().Throw<WebhookJsonException>()
                .Which.Problems.Should().OnlyContain(problem => problem.Code == ProblemCodes.Encoding, "{0} was replaced", place);
        }
    }

    [Fact]
    public void Text_that_is_not_Unicode_is_refused()
    {
        var notUtf8 = Whole[1].Select(b => b == (byte)'A' ? (byte)0xFF : b).ToArray();

        FluentActions.Invoking(() => WebhookJson.Read(notUtf8)).Should().Throw<WebhookJsonException>()
            .Which.Problems.Should().ContainSingle(problem => problem.Code == ProblemCodes.Encoding);
        FluentActions.Invoking(() => WebhookJson.Read("\"\ud800\"")).Should().Throw<WebhookJsonException>()
            .Which.Problems.Should().ContainSingle(problem => problem.Code == ProblemCodes.Encoding);
    }

    [Fact]
    public void Problems_never_quote_the_document()
    {
        var json = Documents.Full("SCAN_SCHEDULED");
        json["timestamp"] = "s3cret";
        json["metadata"]!["isEnabled"] = "s3cret";
        json["scan"]!["duration_minutes"] = "s3cret";

        var problems = WebhookValidator.Validate(Encoding.UTF8.GetBytes(Documents.Payload("SCAN_SCHEDULED", json, "\"s3cret\"")));

        problems.Should().HaveCount(4).And.NotContain(problem => problem.ToString().Contains("s3cret", StringComparison.Ordinal));
    }

    private static void ShouldBeHandled(byte[] json)
    {
        var problems = WebhookValidator.Validate(json);
        Assert.DoesNotContain(problems, problem => problem.Description.Contains("could not be read", StringComparison.Ordinal));
        WebhookPayload payload;
        try
        {
            payload = WebhookJson.Read(json);
        }
        catch (WebhookJsonException e)
        {
            Assert.NotEmpty(problems);
            Assert.Equal(problems, e.Problems);
            return;
        }

        Assert.Equal(problems, WebhookValidator.Validate(payload));
        var written = WebhookJson.Write(payload);
        var again = WebhookJson.Read(written);
        Assert.IsType(payload.Event.GetType(), again.Event);
        Assert.True(written.AsSpan().SequenceEqual(WebhookJson.Write(again)));
    }
}
