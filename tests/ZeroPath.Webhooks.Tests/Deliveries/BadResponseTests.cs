using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>Against real sockets and the real clock: each costs one attempt, within its time, and no memory.</summary>
[Collection(nameof(Alone))]
public class BadResponseTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
    private const string Error = "HTTP/1.1 500 Error\r\nContent-Type: text/plain\r\n";
    private const string Endless = "Transfer-Encoding: chunked\r\n\r\n";

    private static readonly string Chunk = $"1000\r\n{new string('x', 4096)}\r\n";

    private static readonly byte[] Bomb = CreateBomb();

    private static readonly Dictionary<string,
    (Func<Stream, CancellationToken, Task> Answer, AttemptOutcome Outcome, int? Status)> Faults = new()
    {
        ["closed without an answer"] = (RawServer.Says(""), AttemptOutcome.Unknown, null),
        ["reset without an answer"] = (Reset(""), AttemptOutcome.Unknown, null),
        ["reset within the status line"] = (Reset("HTTP/1.1 20"), AttemptOutcome.Unknown, null),
        ["reset within the headers"] = (Reset($"{Ok}X-"), AttemptOutcome.Unknown, null),
        ["reset within the body of an error"] = (Reset($"{Error}Content-Length: 100\r\n\r\nhalf"), AttemptOutcome.Refused, 500),
        ["reset within the body of a success"] = (Reset($"{Ok}Content-Length: 100\r\n\r\nhalf"), AttemptOutcome.Accepted, 200),
        ["no answer"] = (RawServer.Says("", thenHangs: true), AttemptOutcome.Timeout, null),
        ["half a status line, then nothing"] = (RawServer.Says("HTTP/1.1 20", thenHangs: true), AttemptOutcome.Timeout, null),
        ["interim answers, then nothing"] = (
            RawServer.Says("HTTP/1.1 100 Continue\r\n\r\n", thenHangs: true), AttemptOutcome.Timeout, null),
        ["half of the headers, then nothing"] = (RawServer.Says(Ok, thenHangs: true), AttemptOutcome.Timeout, null),
        ["half a body, then nothing"] = (
            RawServer.Says($"{Error}Content-Length: 100\r\n\r\nhalf", thenHangs: true), AttemptOutcome.Refused, 500),
        ["garbage"] = (RawServer.Says("\u0001\u0002 this is not HTTP \r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["another protocol"] = (RawServer.Says("SSH-2.0-OpenSSH_9.6\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["nothing but a line break, then the end"] = (RawServer.Says("\r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["a status of letters"] = (RawServer.Says("HTTP/1.1 2x0 OK\r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["a status of two digits"] = (RawServer.Says("HTTP/1.1 20 OK\r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["a status of four digits"] = (RawServer.Says("HTTP/1.1 2000 OK\r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["no status"] = (RawServer.Says("HTTP/1.1\r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["a version of the future"] = (RawServer.Says("HTTP/9.9 200 OK\r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["another protocol's promise"] = (
            RawServer.Says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", thenHangs: true), AttemptOutcome.Refused, 101),
        ["a status line without end"] = (
            RawServer.SaysForEver("HTTP/1.1 200 ", new string('x', 1000)), AttemptOutcome.ProtocolFailure, null),
        ["a header of 1 MB"] = (RawServer.Says($"{Ok}X-Long: {new string('x', 1_000_000)}\r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["headers without end"] = (
            RawServer.SaysForEver(Ok, $"X-Another: {new string('x', 1000)}\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["more headers than are allowed, of a few bytes each"] =
            (RawServer.SaysForEver(Ok, "a: b\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["early hints without end"] = (
            RawServer.SaysForEver("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["interim answers without end"] = (
            RawServer.SaysForEver("", "HTTP/1.1 100 Continue\r\n\r\n"), AttemptOutcome.ProtocolFailure, null),
        ["an error with a body without end"] = (RawServer.SaysForEver(Error + Endless, Chunk), AttemptOutcome.Refused, 500),
        ["a success with a body without end"] = (RawServer.SaysForEver(Ok + Endless, Chunk), AttemptOutcome.Accepted, 200),
        ["an error with a gzip bomb"] = (GzipBomb(Error), AttemptOutcome.Refused, 500),
        ["a success with a gzip bomb"] = (GzipBomb(Ok), AttemptOutcome.Accepted, 200),
        ["one byte at a time, from the status line on"] = (
            RawServer.SaysForEver("", "H", TimeSpan.FromMilliseconds(50)), AttemptOutcome.Timeout, null),
        ["one byte at a time, in the headers"] = (
            RawServer.SaysForEver(Ok, "x", TimeSpan.FromMilliseconds(50)), AttemptOutcome.Timeout, null),
        ["one byte at a time, in the body"] = (
            RawServer.SaysForEver(Ok + Endless, "1\r\nx\r\n", TimeSpan.FromMilliseconds(50)), AttemptOutcome.Accepted, 200),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names { get; } = new(Faults.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_response_costs_one_attempt_and_no_memory(string fault)
    {
        var (answer, outcome, status) = Faults[fault];
        await using var server = new RawServer(answer);

        var (attempt, allocated) = await AttemptAsync(server.Url, outcome);

        attempt.Outcome.Should().Be(outcome);
        attempt.StatusCode.Should().Be(status);
        (attempt.Response?.Length ?? 0).Should().BeLessThanOrEqualTo(DeliveryAttempt.MaxResponseBytes);
        attempt.Duration.Should().BeLessThan(TimeSpan.FromSeconds(14), "nothing waits for an end that never comes");
        allocated.Should().BeLessThan(10_000_000, "what comes without end is neither kept nor read to its end");
    }

    [Fact]
    public async Task A_refused_connection_is_told_apart()
    {
        var (attempt, _) = await AttemptAsync(RawServer.NobodyThere());

        attempt.Outcome.Should().Be(AttemptOutcome.ConnectFailure);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_told_apart()
    {
        await using var server = new RawServer(RawServer.Says("HTTP/1.1 400 Bad Request\r\n\r\n"));

        var (attempt, _) = await AttemptAsync(new UriBuilder(server.Url) { Scheme = "https" }.Uri);

        attempt.Outcome.Should().Be(AttemptOutcome.TlsFailure);
    }

    [Theory]
    [InlineData("before the next request")]
    [InlineData("at the next request")]
    public async Task A_connection_that_was_kept_alive_may_close_at_any_time(string when)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connections = 0;
        await using var server = new RawServer(async (stream, token) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"{Ok}Content-Length: 0\r\n\r\n"), token);
            if (Interlocked.Increment(ref connections) == 1 && when == "at the next request")
            {
                await stream.ReadAtLeastAsync(new byte[1], 1, cancellationToken: token);
            }

            Close(stream);
            closed.TrySetResult();
        });
        await using var services = Services(server.Url, TimeSpan.FromSeconds(15));
        var publisher = services.GetRequiredService<IWebhookPublisher>();
        var dispatcher = services.GetRequiredService<DeliveryDispatcher>();

        await publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await dispatcher.DispatchDueAsync(Token);
        if (when == "before the next request")
        {
            await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        }

        var published = await publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await dispatcher.DispatchDueAsync(Token);

        (await AttemptsAsync(services, published)).Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Accepted);
    }

    [Fact]
    public async Task The_beginning_of_the_answer_is_kept()
    {
        await using var server = new RawServer(RawServer.Says($"{Error}Connection: close\r\n\r\n{new string('é', 5000)}\0"));

        var (attempt, _) = await AttemptAsync(server.Url);

        attempt.Response.Should().HaveLength(DeliveryAttempt.MaxResponseBytes);
    }

    private static Func<Stream, CancellationToken, Task> Reset(string after) => async (stream, token) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(after), token);
        Close(stream);
    };

    private static void Close(Stream stream)
    {
        var socket = ((NetworkStream)stream).Socket;
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    private static Func<Stream, CancellationToken, Task> GzipBomb(string head) => async (stream, token) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{head}Content-Encoding: gzip\r\nContent-Length: {Bomb.Length}\r\n\r\n"), token);
        await stream.WriteAsync(Bomb, token);
    };

    private static byte[] CreateBomb()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest))
        {
            gzip.Write(new byte[16 * 1024 * 1024]);
        }

        return bomb.ToArray();
    }

    private static ServiceProvider Services(Uri url, TimeSpan timeout) => new ServiceCollection().AddZeroPathWebhooks()
        .AddEndpoint(new() { Name = "a", Url = url })
        .AddSubscription(new() { EndpointId = "a" })
        .Configure(options => (options.AllowHttp, options.AttemptTimeout) = (true, timeout))
        .Configure(options => options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8")))
        .Services.BuildServiceProvider();

    private static Task<IReadOnlyList<DeliveryAttempt>> AttemptsAsync(ServiceProvider services, PublishResult published) =>
        services.GetRequiredService<WebhookHistory>().ListAttemptsAsync(published.Deliveries[0].Id, Token);

    private static async Task<(DeliveryAttempt Attempt, long Allocated)> AttemptAsync(
        Uri url, AttemptOutcome expected = AttemptOutcome.Accepted)
    {
        // Short where the time must run out, long where a busy machine must not let it.
        var timeout = expected == AttemptOutcome.Timeout ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromSeconds(15);
        await using var services = Services(url, timeout);
        var published = await services.GetRequiredService<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        (await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token)).Should().Be(1);

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        await SendToAnotherAsync(services);
        return ((await AttemptsAsync(services, published)).Single(), allocated);
    }

    /// <summary>The same dispatcher is as well as before.</summary>
    private static async Task SendToAnotherAsync(ServiceProvider services)
    {
        await using var well = new RawServer(RawServer.Says($"{Ok}Connection: close\r\n\r\n"));
        var registry = services.GetRequiredService<WebhookRegistry>();
        await registry.UpdateEndpointAsync(registry.Configuration.Endpoints[0] with { Url = well.Url }, cancellationToken: Token);
        var published = await services.GetRequiredService<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token);

        (await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token)).Should().Be(1);

        (await AttemptsAsync(services, published)).Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Accepted);
    }
}
