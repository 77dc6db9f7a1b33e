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
