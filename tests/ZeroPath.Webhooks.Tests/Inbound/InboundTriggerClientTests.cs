using System.Net;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Secrets;

namespace ZeroPath.Webhooks.Tests.Inbound;

public sealed class InboundTriggerClientTests : IDisposable
{
    private const string Secret = "zpt_canary7secret";
    private const string Url = "https://example.com/api/agent/webhook/trg_1?a=b&secret=zpt_canary7secret&c";

    private readonly Witness _witness = new();
    private readonly Service _service = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _service.Dispose();
        _witness.Dispose();
    }

    [Fact]
    public async Task It_posts_the_bytes_with_the_secret_in_the_header_and_returns_the_execution_s_id()
    {
        await using var services = Services();

        var id = await Client(services).CallAsync("{}"u8.ToArray(), "application/json; charset=utf-8", "key", Token);

        id.Should().Be("job_1");
        var (uri, headers, body) = _service.Requests.Single();
        uri.Should().Be("POST https://example.com/api/agent/webhook/trg_1?a=b&c");
        headers.Should().Contain(
            ["zeropath-trigger-secret: zpt_canary7secret", "Idempotency-Key: key", "Content-Type: application/json; charset=utf-8"]);
        body.Should().Be("{}");
    }

    [Fact]
    public async Task It_posts_a_value_as_json()
    {
        await using var services = Services();

        await Client(services).CallAsync("build 42", EventsJsonContext.Default.String, cancellationToken: Token);

        _service.Requests.Single().Should().Match<(string, List<string> Headers, string Body)>(it =>
            it.Body == "\"build 42\"" && it.Headers.Contains("Content-Type: application/json")
                && !it.Headers.Exists(header => header.StartsWith("Idempotency")));
    }

    [Fact]
    public async Task The_secret_can_stay_in_the_url_for_services_that_know_no_header()
    {
        await using var services = Services();

        await new InboundTriggerClient(Http(services), new(Url))
        {
            SecretInQuery = true,
        }.CallAsync(default, null, cancellationToken: Token);

        _service.Requests.Single().Should().Match<(string Uri, List<string> Headers, string)>(it =>
            it.Uri == $"POST {Url}" && !it.Headers.Exists(header => header.Contains("secret")));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("[]", null)]
    [InlineData("{\"executionId\":5}", null)]
    [InlineData("{\"executionId\":\"x\"}", "x")]
    public async Task An_answer_without_an_id_is_none(string answer, string? id)
    {
        await using var services = Services();
        _service.Answer = () => new(HttpStatusCode.OK) { Content = new StringContent(answer) };

        (await Client(services).CallAsync(default, null, cancellationToken: Token)).Should().Be(id);
    }

    [Theory]
    [InlineData(401, "The trigger answered 401: there is no such trigger, its secret is another, or it is disabled.*")]
    [InlineData(404, "The trigger answered 404: the URL is no trigger's.*")]
    [InlineData(413, "The trigger answered 413: the payload is too large.")]
    [InlineData(429, "The trigger answered 429: it cannot take the call now. Call again in 00:00:07, with the same idempotency key.")]
    [InlineData(500, "The trigger answered 500: the call was not accepted.")]
    public async Task A_refusal_is_told_with_its_status_and_what_to_do(int status, string message)
    {
        await using var services = Services();
        _service.Answer = () =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent($"You sent {Secret}.") };
            response.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
            return response;
        };

        var call = () => Client(services).CallAsync(default, null, cancellationToken: Token);

        (await call.Should().ThrowAsync<InboundTriggerCallException>().WithMessage(message))
            .Which.Should().Match<InboundTriggerCallException>(it =>
                it.StatusCode == (HttpStatusCode)status && it.RetryAfter == TimeSpan.FromSeconds(7));
    }

    [Theory]
    [InlineData("/api/agent/webhook/trg_1?secret=canary7")]
    [InlineData("ftp://example.com/trg_1?secret=canary7")]
    [InlineData("http://example.com/trg_1?secret=canary7")]
    [InlineData("https://example.com/canary7")]
    [InlineData("https://example.com/?secret=")]
    [InlineData("https://example.com/?secret=canary7&secret=canary7")]
    public void A_url_that_is_none_is_refused_without_showing_it(string url)
    {
        using var services = Services();
        var create = () => new InboundTriggerClient(Http(services), new(url, UriKind.RelativeOrAbsolute));

        Canaries.In(create.Should().Throw<ArgumentException>().WithMessage("The trigger's URL (***) *").Which.ToString())
            .Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_shows_the_secret(bool inQuery)
    {
        await using var services = Services();
        var client = new InboundTriggerClient(Http(services), new(Url)) { SecretInQuery = inQuery };
        _witness.Saw("client", client, await client.CallAsync("{}"u8.ToArray(), "text/plain", "key", Token));
        _service.Answer = () => new(HttpStatusCode.Unauthorized);
        await _witness.SawExceptionAsync(() => client.CallAsync(default, null, cancellationToken: Token));
        _service.Answer = () => throw new HttpRequestException("Nobody is there.");
        await _witness.SawExceptionAsync(() => client.CallAsync(default, null, cancellationToken: Token));

        _witness.Seen.Should().Contain(seen => seen.StartsWith("log: Sending HTTP request", StringComparison.Ordinal));
        _witness.Seen.SelectMany(Canaries.In).Should().BeEmpty();
    }

    private static HttpClient Http(IServiceProvider services) => services.GetRequiredService<IHttpClientFactory>().CreateClient("trigger");

    private static InboundTriggerClient Client(IServiceProvider services) => new(Http(services), new(Url));

    private ServiceProvider Services() => new ServiceCollection()
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new WitnessProvider(_witness)))
        .AddHttpClient("trigger").ConfigurePrimaryHttpMessageHandler(() => _service).Services.BuildServiceProvider();

    private sealed class WitnessProvider(Witness witness) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => witness;

        public void Dispose()
        {
        }
    }

    private sealed class Service : HttpMessageHandler
    {
        public List<(string Uri, List<string> Headers, string Body)> Requests { get; } = [];

        public Func<HttpResponseMessage> Answer { get; set; } = () =>
            new(HttpStatusCode.Accepted) { Content = new StringContent("""{"executionId":"job_1"}""") };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var headers = request.Headers.Concat(request.Content!.Headers)
                .Select(header => $"{header.Key}: {string.Join(",", header.Value)}").ToList();
            Requests.Add(($"{request.Method} {request.RequestUri}", headers,
                Encoding.UTF8.GetString(await request.Content.ReadAsByteArrayAsync(cancellationToken))));
            return Answer();
        }
    }
}
