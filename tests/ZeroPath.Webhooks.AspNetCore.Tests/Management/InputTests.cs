using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FluentAssertions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>Bad input of any form is a documented 4xx that names what is wrong, and never a 500.</summary>
public class InputTests
{
    public static TheoryData<string, string> BadQueries => new()
    {
        { "pageSize=0", "pageSize" },
        { "pageSize=-1", "pageSize" },
        { "pageSize=2000000000", "pageSize" },
        { "pageSize=99999999999999", "pageSize" },
        { "pageSize=ten", "pageSize" },
        { "pageSize=", "pageSize" },
        { "pageSize=1&pageSize=2", "pageSize" },
        { "after=", "after" },
        { "after=madeup", "after" },
        { "after=MTIzNDU2Nzg5MDEyMzQ1Ng", "after" },
        { "after=%2F%2F", "after" },
        { "from=2026-01-31T10:30:00", "from" },
        { "from=2026-01-31", "from" },
        { "to=1769855400", "to" },
        { "to=2026-01-31T10:30:00+01:00", "to" },
        { "to=2026-02-30T10:30:00Z", "to" },
        { "from=2026-01-31T10:30:00Z&to=2026-01-31T10:29:59Z", "from" },
        { "from=2026-01-31T10:30:00Z&to=2026-01-31T11:30:00%2B01:00", "from" },
        { "state=Done", "state" },
        { "state=0", "state" },
        { "eventType=", "eventType" },
        { "eventType=%00", "eventType" },
        { "stat=Failed", "stat" },
        { "pageSize=0&state=Done&x=1", "state,pageSize,x" },
    };

    public static TheoryData<string, string> BadBodies => new()
    {
        { """{ "url": "https://x.example.com" }""", "name" },
        { """{ "name": null, "url": "https://x.example.com" }""", "name" },
        { """{ "name": 5, "url": [] }""", "name,url" },
        { """{ "name": "\u0000", "url": "https://x.example.com" }""", "name" },
        { """{ "name": "\ud800", "url": "https://x.example.com" }""", "name" },
        { """{ "name": "x", "url": "canary" }""", "url" },
        { """{ "name": "x", "url": "" }""", "url" },
        { """{ "name": "x", "url": "https://" }""", "url" },
        { """{ "name": "x", "url": "https://[canary" }""", "url" },
        { """{ "name": "x", "url": "https://x.example.com:99999/canary" }""", "url" },
        { """{ "name": "x", "url": "https://x.example.com/canary#canary" }""", "url" },
        { """{ "name": "x", "url": "https://user:canary@x.example.com" }""", "url" },
        { """{ "name": "x", "url": "https://x.example.com", "colour": "canary", "a b": 1 }""", "colour,a***" },
        { """{ "name": "x", "url": "https://x.example.com", "headers": [] }""", "headers" },
        { """{ "name": "x", "url": "https://x.example.com", "headers": { "X-A": null, "X-B": 1 } }""", "headers[X-A],headers[X-B]" },
        {
            """{ "name": "x", "url": "https://x.example.com", "headers": { "Authorization: Bearer canary": "" } }""",
            "headers[Authorization***]"
        },
        { """{ "name": "x", "url": "https://x.example.com", "headers": { "X-A": "canary\r\nX-B: 1" } }""", "headers[X-A]" },
        { """{ "name": "x", "url": "https://x.example.com", "headers": { "X-A": "1", "x-a": "2" } }""", "headers[x-a]" },
        { """{ "name": "x", "url": "https://x.example.com", "enabled": "yes" }""", "enabled" },
        { """{ "name": "x", "url": "https://x.example.com", "enabled": null }""", "enabled" },
        {
            """{ "name": "x", "url": "https://x.example.com", "maxConcurrency": 1.5, "maxPerSecond": 1e999 }""",
            "maxConcurrency,maxPerSecond"
        },
        {
            """{ "name": "x", "url": "https://x.example.com", "retry": { "delaysSeconds": [1, "2"], "jitter": null, "pauses": [] } }""",
            "retry.delaysSeconds[1],retry.jitter,retry.pauses"
        },
        { """{ "name": "x", "url": "https://x.example.com", "retry": { "jitter": 0.5 } }""", "retry.delaysSeconds" },
        {
            """{ "name": "x", "url": "https://x.example.com", "signingSecrets": [ { "expiresAt": "2026-01-31T10:30:00" }, """
                + """{ "value": "canary" } ] }""",
            "signingSecrets[0].expiresAt,signingSecrets[1].value"
        },
        { "[]", "body" },
        { "\"canary\"", "body" },
        { "null", "body" },
    };

    [Theory]
    [MemberData(nameof(BadQueries))]
    public async Task A_query_that_is_wrong_is_refused_by_the_name_of_the_parameter(string query, string wrong)
    {
        await using var host = await ApiHost.StartAsync();

        var reply = await host.GetAsync($"/deliveries?{query}");

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.ContentType.Should().Be("application/problem+json");
        reply.Wrong.Should().Equal(wrong.Split(','));
        reply["status"].Should().Be("400");
    }

    [Fact]
    public async Task A_cursor_of_another_list_or_filter_is_refused()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(ApiHost.AddBoth(builder, "a"), "b"));
        await host.PublishAsync("org_a");
        var cursor = (await host.GetAsync("/deliveries?pageSize=1"))["next"];

        (await host.GetAsync($"/deliveries?after={cursor}")).Ids.Should().ContainSingle();
        (await host.GetAsync($"/deliveries?after={cursor}&state=Pending")).Wrong.Should().Equal("after");
        (await host.GetAsync($"/events?after={cursor}")).Wrong.Should().Equal("after");
        (await host.GetAsync($"/endpoints?after={cursor}")).Wrong.Should().Equal("after");
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_body_that_is_wrong_is_refused_by_member_and_no_secret_comes_back(string json, string wrong)
    {
        await using var host = await ApiHost.StartAsync();

        var reply = await host.PostAsync("/endpoints", json);

        reply.Status.Should().Be(HttpStatusCode.BadRequest, reply.Text);
        reply.Wrong.Distinct().Should().Equal(wrong.Split(','));
        reply.Text.Should().NotContain("canary").And.NotContain("ZeroPath.Webhooks.AspNetCore");
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData("{", "line 1")]
    [InlineData("{ \"name\": \"x\",\n  canary }", "line 2, byte 3")]
    [InlineData("{ \"name\": \"canary\", \"name\": \"y\" }", "twice")]
    [InlineData("{ \"name\": \"x\" } canary", "line 1")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]", "line 1")]
    [InlineData("\u0007", "line 1")]
    [InlineData("{ \"\\ud800\": 1 }", "half of a character")]
    public async Task What_is_no_JSON_is_refused_with_the_place(string text, string place)
    {
        await using var host = await ApiHost.StartAsync();

        var reply = await host.PostAsync("/endpoints", text);

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply["detail"].Should().Contain(place).And.NotContain("canary");
    }

    [Fact]
    public async Task Half_a_character_is_refused()
    {
        await using var host = await ApiHost.StartAsync();
        using var content = new ByteArrayContent([.. "{ \"name\": \""u8, 0xC3, .. "\" }"u8])
        {
            Headers = { ContentType = new("application/json") },
        };

        (await host.SendAsync(HttpMethod.Post, "/api/endpoints", content, ApiHost.Operator)).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Only_JSON_in_UTF8_is_read()
    {
        await using var host = await ApiHost.StartAsync();
        const string json = """{ "name": "x", "url": "https://x.example.com" }""";
        using var form = new StringContent(json, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var utf16 = new StringContent(json, Encoding.Unicode, "application/json");
        using var none = new StringContent(json) { Headers = { ContentType = null } };
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(json), TestContext.Current.CancellationToken);
        }

        using var compressed = new ByteArrayContent(packed.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "gzip" } },
        };
        foreach (var content in new HttpContent[] { form, utf16, none, compressed })
        {
            var reply = await host.SendAsync(HttpMethod.Post, "/api/endpoints", content, ApiHost.Operator);
            (reply.Status, reply.ContentType).Should().Be((HttpStatusCode.UnsupportedMediaType, "application/problem+json"));
        }

        host.Registry.Configuration.Endpoints.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_large_is_refused(bool isChunked)
    {
        await using var host = await ApiHost.StartAsync();
        using var content = new StringContent($$"""{ "name": "{{new string('x', 256 * 1024)}}" }""", Encoding.UTF8, "application/json");
        using var chunks = new StreamContent(await content.ReadAsStreamAsync(TestContext.Current.CancellationToken))
        {
            Headers = { ContentType = new("application/json") },
        };
        chunks.Headers.ContentLength = isChunked ? null : content.Headers.ContentLength;

        var reply = await host.SendAsync(HttpMethod.Post, "/api/endpoints", chunks, ApiHost.Operator);

        reply.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        reply.ContentType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task No_route_answers_500_whatever_it_is_given()
    {
        await using var host = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder, "a", "org_a"));
        string[] bodies =
        [
            "", "null", "[]", "{}", "{", "1e400",
            """{ "from": null, "subscription": {}, "previousUntil": "9999-12-31T23:59:59Z", "eventType": "" }""",
            """{ "from": "0001-01-01T00:00:00Z" }""",
        ];
        string[] ids = ["a", "\0", "%", "a/../b", new('x', 2000), "é\ud83d\ude00"];
        foreach (var id in ids)
        {
            foreach (var (method, path, route) in RouteWalk.Of(host, _ => id)
                .Where(item => id == ids[0] || item.Route.RoutePattern.Parameters.Count > 0))
            {
                foreach (var body in RouteWalk.BodyOf(route, "a") is null ? [""] : bodies)
                {
                    var reply = await host.SendAsync(method, path, HttpMethods.IsGet(method.Method) ? null : body, ifMatch: "*");
                    ((int)reply.Status).Should().BeLessThan(500, "{0} {1} {2}: {3}", method, path, body, reply.Text);
                }
            }
        }
    }
}
