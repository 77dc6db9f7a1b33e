using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Configuration;

public class UnreadableSecretsTests
{
    private static readonly Dictionary<string, string> Headers = new() { ["X-Key"] = "1" };
    private static readonly SigningSecret Secret = SigningSecret.Create();
    private static readonly UnreadableSecrets Both = new("sealed headers", "sealed secrets", null, "The key is lost.");
    private static readonly WebhookEndpoint Bare = new() { Name = "a", Url = new("https://a.example.com") };

    [Fact]
    public void What_was_replaced_follows_from_the_members_in_whatever_order_they_are_set()
    {
        var one = Bare with { Unreadable = Both, Headers = Headers };
        var other = Bare with { Headers = Headers, Unreadable = Both };

        other.UnreadableReason.Should().Be(one.UnreadableReason).And.Be("The key is lost.");
        other.Unreadable!.Headers.Should().BeNull();
        other.Unreadable.SigningSecrets.Should().Be(Both.SigningSecrets);
        (other with { SigningSecrets = [Secret] }).UnreadableReason.Should().BeNull();
    }

    [Fact]
    public void Every_order_of_members_makes_the_same_endpoint()
    {
        Func<WebhookEndpoint, WebhookEndpoint>[] changes =
        [
            endpoint => endpoint with { Unreadable = Both },
            endpoint => endpoint with { Headers = Headers },
            endpoint => endpoint with { SigningSecrets = [Secret] },
        ];

        foreach (var (first, second, third) in new[] { (0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0) })
        {
            changes[third](changes[second](changes[first](Bare))).Should().Be(Bare with { Headers = Headers, SigningSecrets = [Secret] });
        }
    }

    [Fact]
    public void Headers_are_replaced_by_none_too() =>
        (Bare with { Headers = new Dictionary<string, string>(), Unreadable = Both with { SigningSecrets = null } })
            .UnreadableReason.Should().BeNull();

    [Fact]
    public void Secrets_that_are_kept_keep_what_could_not_be_read() =>
        (Bare with { Unreadable = Both, Enabled = false }).Unreadable.Should().BeSameAs(Both);
}
