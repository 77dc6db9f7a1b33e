using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

public class InboundTriggerEndpointTests
{
    private const string Header = "zeropath-trigger-secret";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_answered_with_the_execution_s_id_and_executed_with_its_bytes()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync(new() { Name = "build", Prompt = "Triage." });

        var reply = await host.SendAsync(
            $"{Path(trigger)}?a=b&secret={secret}", new StringContent("""{"build":42}""", Encoding.UTF8, "application/json"));

        reply.Status.Should().Be(HttpStatusCode.Accepted);
        reply.Body.Should().Be($$"""{"executionId":"{{reply.Id()}}"}""");
        reply.Headers.Should().Contain("Content-Type: application/json");
        var execution = await host.ExecutionAsync();
        execution.Should().Match<InboundTriggerExecution>(it =>
            it.Id == reply.Id() && it.Trigger.Prompt == "Triage." && it.ContentType == "application/json; charset=utf-8");
        Encoding.UTF8.GetString(execution.Payload.Span).Should().Be("""{"build":42}""");
    }

    [Fact]
    public async Task The_client_calls_a_trigger_by_its_url()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync();
        var client = new InboundTriggerClient(host.CreateClient(), new(host.Address, $"{Path(trigger)}?secret={secret}"));

        var id = await client.CallAsync("{}"u8.ToArray(), "application/json", "key", Token);

        (await host.ExecutionAsync()).Id.Should().Be(id);
        (await client.CallAsync("{}"u8.ToArray(), "application/json", "key", Token)).Should().Be(id);
        await host.Triggers.RotateSecretAsync(trigger.Id, TimeSpan.Zero, cancellationToken: Token);
        await client.Invoking(it => it.CallAsync(default, null, cancellationToken: Token))
            .Should().ThrowAsync<InboundTriggerCallException>().WithMessage("The trigger answered 401: *");
    }

    [Fact]
    public async Task Whoever_is_refused_is_refused_alike_with_the_same_work()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync();
        var (disabled, itsSecret) = await host.CreateAsync(new() { Name = "disabled", Enabled = false });
        var path = Path(trigger);
        (string What, string Path, string[] Headers)[] calls =
        [
            ("unknown", $"/api/agent/webhook/trg_{new string('0', 32)}?secret={secret}", []),
            ("no id", $"/api/agent/webhook/x%20y?secret={secret}", []),
            ("wrong", $"{path}?secret={itsSecret}", []),
            ("wrong, in the header", path, [itsSecret]),
            ("wrong, and no secret's form", $"{path}?secret=1", []),
            ("none", path, []),
            ("empty", $"{path}?secret=", []),
            ("under another name", $"{path}?token={secret}", []),
            ("doubled in the query", $"{path}?secret={secret}&secret={secret}", []),
            ("doubled in the header, joined on the way", path, [$"{secret}, {secret}"]),
            ("in both", $"{path}?secret={secret}", [secret]),
            ("beside a wrong one", $"{path}?secret={secret}&secret=1", []),
            ("disabled", $"{Path(disabled)}?secret={itsSecret}", []),
        ];
        var replies = new List<TriggerReply>();
        foreach (var (what, address, secrets) in calls)
        {
            var before = host.Store.LookUps;

            replies.Add(await host.SendAsync(address, headers: [.. secrets.Select(it => (Header, it))]));

            (host.Store.LookUps - before).Should().Be(1, what);
            replies[^1].Status.Should().Be(HttpStatusCode.Unauthorized, what);
        }

        replies.Select(reply => (string.Join('\n', reply.Headers), reply.Body)).Distinct().Should().ContainSingle();
        replies[0].Headers.Should().Contain(["Content-Type: application/problem+json", $"WWW-Authenticate: {Header}"]);
        JsonElement.Parse(replies[0].Body).GetProperty("detail").GetString().Should().Contain("its secret is another");
        (await host.Triggers.ListExecutionsAsync(new(), new(), Token)).Items.Should().BeEmpty();

        var doubled = await host.SendRawAsync($"POST {path}", $"{Header}: {secret}", $"{Header}: {secret}");
        doubled.Should().StartWith("HTTP/1.1 401").And.Be(await host.SendRawAsync($"POST {path}"));

        foreach (var (address, secrets) in new (string, (string, string)[])[] { ($"{path}?SECRET={secret}", []), (path, [(Header, secret)]),
            ($"{path}?s%65cret=%7Apt_{secret[4..]}", []) })
        {
            (await host.SendAsync(address, headers: secrets)).Status.Should().Be(HttpStatusCode.Accepted);
        }
    }

    [Fact]
    public async Task Nothing_of_the_body_is_awaited_before_the_secret_was_right()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, _) = await host.CreateAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Address.Port, Token);
        await using var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Path(trigger)} HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n"), Token);

        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync(Token)).Should().StartWith("HTTP/1.1 401");
    }

    [Fact]
    public async Task A_body_that_is_no_chunks_is_refused_as_such()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync();

        var answer = await host.SendRawAsync($"POST {Path(trigger)}?secret={secret}", "Transfer-Encoding: chunked", "", "what?");

        answer.Should().StartWith("HTTP/1.1 400").And.Contain("body could not be read");
    }

    [Theory]
    [InlineData(1000, false, 202)]
    [InlineData(1001, false, 413)]
    [InlineData(1000, true, 202)]
    [InlineData(1001, true, 413)]
    [InlineData(10_000_000, true, 413)]
    public async Task A_payload_that_is_too_large_is_refused_declared_or_chunked(int length, bool chunked, int status)
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync();

        var reply = await host.SendAsync(
            $"{Path(trigger)}?secret={secret}", chunked ? new Chunked(length) : new ByteArrayContent(new byte[length]));

        ((int)reply.Status).Should().Be(status);
        (await host.Triggers.ListExecutionsAsync(new(), new(), Token)).Items.Should().HaveCount(status == 202 ? 1 : 0);
    }

    [Fact]
    public async Task A_key_makes_one_execution_in_either_header()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync();

        var replies = new[]
        {
            await SendAsync(("Idempotency-Key", "1")), await SendAsync(("webhook-id", "1")),
            await SendAsync(("Idempotency-Key", "1"), ("webhook-id", "2")),
            await SendAsync(("webhook-id", "2")), await SendAsync(), await SendAsync(),
        };

        var ids = replies.Select(reply => reply.Id()).ToList();
        ids[..3].Distinct().Should().ContainSingle();
        ids[2..].Should().OnlyHaveUniqueItems();

        Task<TriggerReply> SendAsync(params (string, string)[] headers) =>
            host.SendAsync($"{Path(trigger)}?secret={secret}", headers: headers);
    }

    [Fact]
    public async Task A_key_that_cannot_be_one_and_an_encoded_payload_are_refused()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync();

        (await host.SendRawAsync($"POST {Path(trigger)}?secret={secret}", "Idempotency-Key: 1", "Idempotency-Key: 1"))
            .Should().StartWith("HTTP/1.1 400");
        await GetsAsync(HttpStatusCode.BadRequest, ("Idempotency-Key", ""));
        await GetsAsync(HttpStatusCode.BadRequest, ("webhook-id", new('k', 257)));
        await GetsAsync(HttpStatusCode.UnsupportedMediaType, ("Content-Encoding", "gzip"));
        await GetsAsync(HttpStatusCode.Accepted, ("Content-Encoding", "identity"));
        await GetsAsync(HttpStatusCode.Accepted, ("Content-Encoding", "Identity"));

        async Task GetsAsync(HttpStatusCode status, params (string, string)[] headers) =>
            (await host.SendAsync($"{Path(trigger)}?secret={secret}", headers: headers)).Status.Should().Be(status);
    }

    [Fact]
    public async Task Too_many_calls_are_told_when_to_call_again_and_only_who_has_the_secret_is()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync(new() { Name = "build", MaxPerMinute = 2 });
        var address = $"{Path(trigger)}?secret={secret}";
        await host.SendAsync(Path(trigger));
        await host.SendAsync(address);
        await host.SendAsync(address);

        var third = await host.SendAsync(address);

        third.Status.Should().Be(HttpStatusCode.TooManyRequests);
        third.Headers.Should().Contain("Retry-After: 30");
        (await host.SendAsync(Path(trigger))).Status.Should().Be(HttpStatusCode.Unauthorized);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        (await host.SendAsync(address)).Status.Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Only_post_is_answered()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync();

        var reply = await host.SendAsync($"{Path(trigger)}?secret={secret}", method: HttpMethod.Put);

        reply.Status.Should().Be(HttpStatusCode.MethodNotAllowed);
        reply.Should().BeEquivalentTo(await host.SendAsync("/api/agent/webhook/x", method: HttpMethod.Put));
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_with_503_and_without_its_words()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync();
        host.Store.Failure = new InvalidOperationException("Host=db;Password=canary");

        var reply = await host.SendAsync($"{Path(trigger)}?secret={secret}");

        reply.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        reply.Headers.Should().Contain("Retry-After: 5");
        reply.Body.Should().Contain("could not be stored").And.NotContain("canary");
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_told_with_503_when_the_timeout_is_over()
    {
        using var folder = new TemporaryFolder();
        await using var host = await TriggerHost.StartAsync(webhooks => webhooks.UseSqliteStore($"Data Source={folder.Store}"));
        var (trigger, secret) = await host.CreateAsync();
        await using var application = new SqliteConnection($"Data Source={folder.Store}");
        await application.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = application.BeginTransaction();

        var calling = host.SendAsync($"{Path(trigger)}?secret={secret}");
        await Wait.UntilAsync(
            () =>
            {
                host.Clock.Advance(TimeSpan.FromSeconds(5));
                return calling.IsCompleted;
            },
            "the call is answered");

        (await calling).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task The_address_can_be_another()
    {
        await using var host = await TriggerHost.StartAsync(pattern: "/hooks/{triggerId}");
        var (trigger, secret) = await host.CreateAsync();

        (await host.SendAsync($"/hooks/{trigger.Id}?secret={secret}")).Status.Should().Be(HttpStatusCode.Accepted);
        (await host.SendAsync($"{Path(trigger)}?secret={secret}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_set_up_wrong_is_told_when_it_is_mapped()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        app.Invoking(it => it.MapZeroPathInboundTriggers()).Should().Throw<InvalidOperationException>()
            .WithMessage("*call services.AddZeroPathWebhooks().AddInboundTriggers<YourHandler>()*");

        builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore().AddZeroPathWebhooks();
        await using var other = builder.Build();
        other.Invoking(it => it.MapZeroPathInboundTriggers()).Should().Throw<InvalidOperationException>()
            .WithMessage("*AddInboundTriggers<YourHandler>()*");
        other.Invoking(it => it.MapZeroPathInboundTriggers("/hooks/{id}")).Should().Throw<ArgumentException>()
            .WithMessage("*has no {triggerId}*");
    }

    private static string Path(InboundTrigger trigger) => $"/api/agent/webhook/{trigger.Id}";

    private sealed class Chunked(int length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var left = length; left > 0; left -= 500)
            {
                await stream.WriteAsync(new byte[Math.Min(left, 500)], Token);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = 0;
            return false;
        }
    }
}
