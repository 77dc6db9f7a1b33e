using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>An ETag covers all that can be edited, secrets included (D57).</summary>
public class TagTests
{
    public static TheoryData<string, Func<WebhookEndpoint, WebhookEndpoint>> Hidden => new()
    {
        { "the value of a header", endpoint => endpoint with { Headers = new Dictionary<string, string> { ["Authorization"] = "other" } } },
        { "the query of the URL", endpoint => endpoint with { Url = new("https://a.example.com/hook?key=other") } },
        { "a signing secret", endpoint => endpoint with { SigningSecrets = [SigningSecret.Create()] } },
    };

    private static WebhookEndpoint Given { get; } = new()
    {
        Id = "a",
        Name = "a",
        Url = new("https://a.example.com/hook?key=one"),
        Headers = new Dictionary<string, string> { ["Authorization"] = "one" },
        SigningSecrets = [SigningSecret.Create()],
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_second_of_two_editors_who_changed_only_a_header_value_is_refused(bool isStored)
    {
        await using var host = await ApiHost.StartAsync(builder => builder.AddEndpoint(Given));
        if (isStored)
        {
            await host.PostAsync("/endpoints/a/disable", """{ "reason": "So that it is stored." }""");
        }

        var (first, second) = (await host.GetAsync("/endpoints/a"), await host.GetAsync("/endpoints/a"));

        (await host.PutAsync("/endpoints/a", With(first, "first"), first.ETag)).Status.Should().Be(HttpStatusCode.OK);
        (await host.PutAsync("/endpoints/a", With(second, "second"), second.ETag)).Status.Should().Be(HttpStatusCode.PreconditionFailed);
        host.Registry.Configuration.Endpoints.Single().Headers["Authorization"].Should().Be("first");
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task What_configuration_gives_has_another_tag_when_only_what_is_masked_differs(
        string what, Func<WebhookEndpoint, WebhookEndpoint> change)
    {
        await using var before = await ApiHost.StartAsync(builder => builder.AddEndpoint(Given));
        await using var after = await ApiHost.StartAsync(builder => builder.AddEndpoint(change(Given)));
        var (got, changed) = (await before.GetAsync("/endpoints/a"), await after.GetAsync("/endpoints/a"));

        changed.Text.Should().Be(got.Text, "only {0} differs", what);
        changed.ETag.Should().NotBe(got.ETag);
        (await after.PutAsync("/endpoints/a", got.Text, got.ETag)).Status.Should().Be(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Nodes_with_the_same_configuration_have_the_same_tags()
    {
        await using var one = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder.AddEndpoint(Given), "b"));
        await using var other = await ApiHost.StartAsync(builder => ApiHost.AddBoth(builder.AddEndpoint(Given with { }), "b"));

        foreach (var path in new[] { "/endpoints/a", "/endpoints/b", "/subscriptions/sub-b" })
        {
            (await one.GetAsync(path)).ETag.Should().NotBeNull().And.Be((await other.GetAsync(path)).ETag, path);
        }
    }

    private static string With(ApiReply got, string value) => got.Text.Replace(
        "\"Authorization\":\"***\"", $"\"Authorization\":\"{value}\"", StringComparison.Ordinal);
}
