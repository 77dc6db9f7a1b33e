using System.Globalization;
using FluentAssertions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

/// <summary>With everything that ASP.NET Core can log and trace by itself switched on.</summary>
public class InboundTriggerSecrecyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_log_span_exception_or_answer_has_a_secret()
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync(new() { Name = "build", MaxPerMinute = 5 });
        var path = $"/api/agent/webhook/{trigger.Id}";
        var encoded = $"%7Apt_{secret[4..]}";
        List<TriggerReply> replies =
        [
            await host.SendAsync($"{path}?a=b&secret={secret}&c=d"),
            await host.SendAsync($"{path}?secret={encoded}"),
            await host.SendAsync(path, headers: [("zeropath-trigger-secret", secret)]),
            await host.SendAsync($"{path}?secret={secret}&secret={secret}"),
            await host.SendAsync($"{path}?token={secret}"),
            await host.SendAsync($"{path}/mistyped?secret={secret}"),
            await host.SendAsync($"{path}?secret={secret}", method: HttpMethod.Put),
            await host.SendAsync($"{path}?secret={secret}", new ByteArrayContent(new byte[2000])),
        ];
        host.Store.Failure = new IOException("The disk is full.");
        replies.Add(await host.SendAsync($"{path}?secret={secret}"));
        host.Store.Failure = null;
        replies.Add(await host.SendAsync($"{path}?secret={secret}"));
        replies.Add(await host.SendAsync($"{path}?secret={secret}"));
        await host.ExecutionAsync();

        replies.Select(reply => (int)reply.Status).Should().Equal(202, 202, 202, 401, 401, 404, 405, 413, 503, 202, 429);
        var seen = host.Witness.Seen;
        seen.Should().Contain(it =>
            it.StartsWith("log: Request starting HTTP/1.1 POST", StringComparison.Ordinal) && it.Contains("?a=b&c=d"))
            .And.Contain(it => it.StartsWith("log: Request finished", StringComparison.Ordinal))
            .And.Contain(it => it.Contains("QueryString"), "HTTP logging has it")
            .And.Contain(it => it.StartsWith("activity: Microsoft.AspNetCore", StringComparison.Ordinal))
            .And.Contain(it => it.Contains("The disk is full"))
            .And.Contain(it => it.Contains("was refused: there is no such trigger"), "operators are told of refusals");
        seen.Concat(replies.Select(reply => reply.Body + string.Join('\n', reply.Headers)))
            .Where(it => it.Contains(secret[4..])).Should().BeEmpty();
    }

    [Theory]
    [InlineData("{0}?zpt_{1}")]
    [InlineData("{0}?zpt_{1}&a=b")]
    [InlineData("{0}?secret=%20zpt_{1}")]
    [InlineData("{0}?secret=+zpt_{1}")]
    [InlineData("{0}?secret=zpt_{1}%20")]
    [InlineData("{0}?secret=%22zpt_{1}%22")]
    [InlineData("{0}?secret%3Dzpt_{1}")]
    [InlineData("{0}?then=https://b.example/hook?secret=zpt_{1}")]
    [InlineData("{0}?then=https%3A%2F%2Fb.example%2Fhook%3Fsecret%3Dzpt_{1}%26a%3Db")]
    [InlineData("{0}?then=https%3A%2F%2Fb.example%2Fhook%3Fthen%3Dc%253Fsecret%253D%257Apt%255F{1}")]
    [InlineData("{0}?SECRET=ZPT_{1}")]
    [InlineData("{0}/zpt_{1}")]
    [InlineData("{0}/secret=zpt_{1}/more?a=b")]
    [InlineData("{0}/%7Apt%5F{1}")]
    [InlineData("{0};secret=zpt_{1}")]
    [InlineData("/api/agent/webhook/zpt_{1}")]
    [InlineData("/api/agent/webhook/zpt_{1}?zpt_{1}")]
    [InlineData("/somewhere/else/zpt_{1}?url=zpt_{1}")]
    public async Task A_secret_in_the_wrong_place_is_refused_and_seen_nowhere(string pattern)
    {
        await using var host = await TriggerHost.StartAsync();
        var (trigger, secret) = await host.CreateAsync(new() { Name = "build" });

        var target = string.Format(CultureInfo.InvariantCulture, pattern, $"/api/agent/webhook/{trigger.Id}", secret[4..]);
        var answer = await host.SendRawAsync($"POST {target}", "Content-Length: 0");

        answer.Should().Match(it => it.StartsWith("HTTP/1.1 401") || it.StartsWith("HTTP/1.1 404"));
        host.Witness.Seen.Should().Contain(it => it.StartsWith("log: Request starting HTTP/1.1 POST", StringComparison.Ordinal))
            .And.Contain(it => it.StartsWith("activity: Microsoft.AspNetCore", StringComparison.Ordinal));
        host.Witness.Seen.Append(answer).Where(it => it.Contains(secret[4..])).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_beside_a_secret_stays()
    {
        var request = new HttpRequestFeature
        {
            Path = "/a/zpt_1-_/b c",
            RawTarget = "/a/%7apt_1-_/b%20c?x=%2fzpt_2%26y%3d1&zpt_3&secret=zpt_4",
            QueryString = "?x=%2fzpt_2%26y%3d1&zpt_3&secret=zpt_4",
        };
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        await using var services = new ServiceCollection().AddLogging().AddOptions().AddZeroPathWebhooks().AddInboundTriggers<Agent>()
            .Services.BuildServiceProvider();

        services.GetRequiredService<IHttpContextFactory>().Create(features);

        (request.Path, request.QueryString).Should().Be(("/a/***/b c", "?x=%2f***%26y%3d1&***="));
        request.RawTarget.Should().Be("/a/***/b%20c?x=%2f***%26y%3d1&***=");
    }

    [Fact]
    public async Task The_target_as_it_came_and_what_else_is_in_the_query_are_handled_too()
    {
        var features = new FeatureCollection();
        var request = new HttpRequestFeature
        {
            RawTarget = "/x?a=%20b+c&secret=zpt_1&flag&token=%7apt_2&A=",
            QueryString = "?a=%20b+c&secret=zpt_1&flag&token=%7apt_2&A=",
        };
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        await using var services = new ServiceCollection().AddLogging().AddOptions().AddZeroPathWebhooks().AddInboundTriggers<Agent>()
            .Services.BuildServiceProvider();

        var factory = services.GetRequiredService<IHttpContextFactory>();
        var context = factory.Create(features);

        context.Request.QueryString.Value.Should().Be("?a=%20b+c&flag=&A=");
        request.RawTarget.Should().Be("/x?a=%20b+c&flag=&A=");
        factory.Dispose(context);
    }

    [Fact]
    public async Task A_factory_of_the_host_s_own_stays_in_use()
    {
        var own = new OwnFactory();
        await using var services = new ServiceCollection().AddSingleton<IHttpContextFactory>(own)
            .AddZeroPathWebhooks().AddInboundTriggers<Agent>().AddInboundTriggers<Agent>().Services.BuildServiceProvider();

        services.GetRequiredService<IHttpContextFactory>().Create(new FeatureCollection());

        own.Created.Should().Be(1);
    }

    private sealed class OwnFactory : IHttpContextFactory
    {
        public int Created { get; private set; }

        public HttpContext Create(IFeatureCollection featureCollection)
        {
            Created++;
            return new DefaultHttpContext();
        }

        public void Dispose(HttpContext httpContext)
        {
        }
    }
}
