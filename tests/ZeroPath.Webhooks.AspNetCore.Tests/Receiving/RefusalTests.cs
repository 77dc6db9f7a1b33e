using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

/// <summary>Whatever is wrong with a request is its sender's fault, and said so.</summary>
public class RefusalTests
{
    private const int Limit = 10_000;
    private const string Accepted = $"{RawConnection.Head}Authorization: {ReceiverBed.Token}\r\n";

    private static readonly string Sample = Encoding.UTF8.GetString(ReceiverBed.Body);

    public static TheoryData<string, byte[]> BadBodies => new()
    {
        { "empty", [] },
        { "blank", " "u8.ToArray() },
        { "text", "hello"u8.ToArray() },
        { "an array", "[]"u8.ToArray() },
        { "null", "null"u8.ToArray() },
        { "no envelope", "{}"u8.ToArray() },
        { "no event", """{"time":1,"host":"h","source":"s","sourcetype":"SCAN_COMPLETE"}"""u8.ToArray() },
        { "an event that is no object", """{"time":1,"host":"h","source":"s","sourcetype":"SCAN_COMPLETE","event":[]}"""u8.ToArray() },
        { "truncated", ReceiverBed.Body[..^1] },
        { "more after the end", [.. ReceiverBed.Body, (byte)'}'] },
        { "a byte order mark", [0xEF, 0xBB, 0xBF, .. ReceiverBed.Body] },
        { "invalid UTF-8", Encoding.Latin1.GetBytes(Sample.Replace("zeropath.com", "zer\u00F6path.com", StringComparison.Ordinal)) },
        { "UTF-16", Encoding.Unicode.GetBytes(Sample) },
        { "half a surrogate pair", Encoding.UTF8.GetBytes(Sample.Replace("zeropath.com", "\\ud800", StringComparison.Ordinal)) },
        { "a doubled member", Encoding.UTF8.GetBytes("""{"sourcetype":"SCAN_FAILED",""" + Sample[1..]) },
        {
            "a doubled member inside",
            Encoding.UTF8.GetBytes(Sample.Replace("\"organization\":{", "\"organization\":{\"id\":\"other\",", StringComparison.Ordinal))
        },
        { "a NUL in the key of its organization", Encoding.UTF8.GetBytes(WithOrganization("\\u0000")) },
        {
            "a NUL in that of an unknown type",
            Encoding.UTF8.GetBytes(WithOrganization("\\u0000").Replace("SCAN_COMPLETE", "NEW_TYPE", StringComparison.Ordinal))
        },
        { "a NUL in its type", Encoding.UTF8.GetBytes(Sample.Replace("SCAN_COMPLETE", "NEW\\u0000TYPE", StringComparison.Ordinal)) },
        { "too deep", Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 70) + new string(']', 70) + "," + Sample[1..]) },
        { "far too deep", Encoding.UTF8.GetBytes(new string('[', 9_000)) },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task What_is_no_payload_is_400(string what, byte[] body)
    {
        await using var bed = await ReceiverBed.StartAsync(handlesAll: true);

        using var response = await bed.PostAsync(body);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, what);
        var problem = await ProblemAsync(response);
        problem.GetProperty("problems").GetArrayLength().Should().BePositive();
        problem.GetProperty("problems")[0].GetProperty("code").GetString().Should().NotBeNullOrEmpty();
        bed.Handled.Should().BeEmpty();
    }

    [Theory]
    [InlineData("application/json; charset=utf8", null)]
    [InlineData("application/json;charset=UTF8", null)]
    [InlineData("application/json; charset=\"utf-8\"", null)]
    [InlineData("application/json", "Identity")]
    [InlineData("application/cloudevents+json; charset=utf8", "IDENTITY")]
    public async Task What_means_JSON_in_UTF8_as_it_is_is_accepted_however_it_is_written(string type, string? encoding)
    {
        await using var bed = await ReceiverBed.StartAsync();

        (await bed.StatusAsync(change: request =>
        {
            request.Content!.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type).Should().BeTrue();
            if (encoding is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding).Should().BeTrue();
            }
        })).Should().Be(200);
    }

    [Theory]
    [InlineData("Content-Length: 5000", "{\"time\":")]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{\"tim\r\n")]
    public async Task A_sender_that_resets_in_the_middle_of_its_body_is_no_error(string length, string begin)
    {
        var log = new LogWitness();
        var bed = await ReceiverBed.StartAsync(configure: builder => builder.Services.AddLogging(log.AddTo));
        await using (bed)
        {
            for (var i = 0; i < 50; i++)
            {
                using var connection = await bed.ConnectAsync();
                await connection.SendAsync($"{Accepted}Expect: 100-continue\r\n{length}\r\n\r\n");
                (await connection.StatusAsync()).Should().Be(100, "the body is being read");
                await connection.SendAsync(begin);
                connection.Reset();
            }
        }

        // The server has stopped, and with it every request.
        log.Errors.Should().BeEmpty();
        bed.Handled.Should().BeEmpty();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("BREW")]
    public async Task Another_method_is_405(string method)
    {
        await using var bed = await ReceiverBed.StartAsync();

        using var response = await bed.PostAsync(change: request => (request.Method, request.Content) = (new(method), null));

        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().Equal("POST");
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("Application/JSON;charset=\"UTF-8\"", true)]
    [InlineData("application/cloudevents+json", true)]
    [InlineData("application/json; charset=iso-8859-1", false)]
    [InlineData("text/plain", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("nonsense", false)]
    [InlineData(null, false)]
    public async Task Another_content_type_is_415(string? type, bool isAccepted)
    {
        await using var bed = await ReceiverBed.StartAsync();

        var status = await bed.StatusAsync(change: request =>
        {
            request.Content!.Headers.ContentType = null;
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type is null ? [] : [type]);
        });

        status.Should().Be(isAccepted ? 200 : 415);
    }

    [Theory]
    [InlineData("identity", 200)]
    [InlineData("gzip", 415)]
    [InlineData("br", 415)]
    [InlineData("identity, gzip", 415)]
    public async Task What_is_compressed_is_415(string encoding, int status)
    {
        await using var bed = await ReceiverBed.StartAsync();

        (await bed.StatusAsync(change: request => request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", encoding)))
            .Should().Be(status);
    }

    [Theory]
    [InlineData(Limit, 200)]
    [InlineData(Limit + 1, 413)]
    public async Task A_body_has_at_most_so_many_bytes(int length, int status)
    {
        await using var bed = await ReceiverBed.StartAsync(Limited);
        var body = Encoding.UTF8.GetBytes(Sample + new string(' ', length - ReceiverBed.Body.Length));

        (await bed.StatusAsync(body)).Should().Be(status);
        (await bed.StatusAsync(body, change: request => request.Headers.TransferEncodingChunked = true)).Should().Be(status);
    }

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_refused_before_it_comes()
    {
        await using var bed = await ReceiverBed.StartAsync();
        using var connection = await bed.ConnectAsync();

        await connection.SendAsync($"{Accepted}Content-Length: {WebhookJson.MaxBytes + 1}\r\n\r\n");

        var answer = await connection.AnswerAsync();
        answer.Should().StartWith("HTTP/1.1 413").And.Contain("application/problem+json");
    }

    [Fact]
    public async Task A_body_without_end_is_refused_early()
    {
        await using var bed = await ReceiverBed.StartAsync(Limited);
        using var connection = await bed.ConnectAsync();
        var chunk = Encoding.ASCII.GetBytes($"1000\r\n{new string(' ', 0x1000)}\r\n");

        await connection.SendAsync($"{Accepted}Transfer-Encoding: chunked\r\n\r\n");
        var sent = 0L;
        try
        {
            for (; !connection.HasAnswer && sent < 1L << 30; sent += chunk.Length)
            {
                await connection.SendAsync(chunk);
            }
        }
        catch (IOException)
        {
            // The server has hung up.
        }

        sent.Should().BeLessThan(32 << 20, "what the system buffers is some megabytes");
        bed.Handled.Should().BeEmpty();
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_408()
    {
        await using var bed = await ReceiverBed.StartAsync(options =>
        {
            Limited(options);
            options.BodyTimeout = TimeSpan.FromMilliseconds(100);
        });
        using var connection = await bed.ConnectAsync();

        await connection.SendAsync($"{Accepted}Content-Length: 100\r\n\r\n{{\"time\":");

        (await connection.AnswerAsync()).Should().StartWith("HTTP/1.1 408").And.Contain("application/problem+json");
    }

    [Theory]
    [InlineData("Content-Length: 10\r\nContent-Length: 12\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nX: \u0001\r\n")]
    [InlineData("Content-Length: x\r\n")]
    public async Task What_is_not_HTTP_is_400(string headers)
    {
        await using var bed = await ReceiverBed.StartAsync();
        using var connection = await bed.ConnectAsync();

        await connection.SendAsync($"{Accepted}{headers}\r\n{{}}");

        (await connection.StatusAsync()).Should().Be(400);
    }

    [Fact]
    public async Task A_chunk_that_is_none_is_400()
    {
        await using var bed = await ReceiverBed.StartAsync();
        using var connection = await bed.ConnectAsync();

        await connection.SendAsync($"{Accepted}Transfer-Encoding: chunked\r\n\r\nxyz\r\n");

        (await connection.StatusAsync()).Should().Be(400);
    }

    [Fact]
    public async Task An_id_that_came_twice_or_is_too_long_is_400()
    {
        await using var bed = await ReceiverBed.StartAsync();
        using var connection = await bed.ConnectAsync();
        await connection.SendAsync($"{Accepted}webhook-id: a\r\nwebhook-id: b\r\nContent-Length: {Sample.Length}\r\n\r\n{Sample}");

        (await connection.StatusAsync()).Should().Be(400);
        (await bed.StatusAsync(id: new string('a', 257))).Should().Be(400);
        (await bed.StatusAsync(id: new string('a', 256))).Should().Be(200);
    }

    [Fact]
    public async Task A_content_type_that_came_twice_is_415()
    {
        await using var bed = await ReceiverBed.StartAsync();
        using var connection = await bed.ConnectAsync();
        await connection.SendAsync($"{Accepted}Content-Type: application/json\r\nContent-Length: {Sample.Length}\r\n\r\n{Sample}");

        (await connection.StatusAsync()).Should().Be(415);
    }

    [Fact]
    public async Task A_sender_that_hangs_up_is_nobodys_error()
    {
        var witness = new LogWitness();
        await using var bed = await ReceiverBed.StartAsync(configure: builder => builder.Services.AddLogging(witness.AddTo));
        using (var connection = await bed.ConnectAsync())
        {
            await connection.SendAsync($"{Accepted}Content-Length: 100\r\n\r\n{{\"time\":");
        }

        // Another request, so that the server has seen the first one's end.
        (await bed.StatusAsync()).Should().Be(200);
        await bed.StopAsync();
        witness.Errors.Should().BeEmpty();
    }

    private static void Limited(ZeroPath.Webhooks.WebhookReceiverOptions options)
    {
        options.Headers["Authorization"] = [ReceiverBed.Token];
        options.MaxBodyBytes = Limit;
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType.Should().Be(new MediaTypeHeaderValue("application/problem+json"));
        var problem = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        problem.GetProperty("status").GetInt32().Should().Be((int)response.StatusCode);
        problem.GetProperty("title").GetString().Should().NotBeEmpty();
        problem.GetProperty("detail").GetString().Should().EndWith(".");
        return problem;
    }

    private static string WithOrganization(string suffix) =>
        Sample.Replace("\"organization\":{\"id\":\"", $"\"organization\":{{\"id\":\"{suffix}", StringComparison.Ordinal);
}
