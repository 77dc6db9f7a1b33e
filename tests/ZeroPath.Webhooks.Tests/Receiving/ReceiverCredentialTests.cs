using System.Security.Cryptography;
using FluentAssertions;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Receiving;

public class ReceiverCredentialTests
{
    [Theory]
    [InlineData("Bearer right", "key 2", true)]
    [InlineData("Bearer right", "key 1", true)]
    [InlineData("Bearer wrong", "key 1", false)]
    [InlineData("Bearer right", "wrong", false)]
    [InlineData(null, "key 1", false)]
    [InlineData("Bearer right", null, false)]
    [InlineData(null, null, false)]
    [InlineData("", "", false)]
    public void Whoever_is_refused_and_whoever_is_not_make_the_same_work(string? authorization, string? key, bool expected)
    {
        var compared = new List<(int, int)>();
        var options = new WebhookReceiverOptions { Headers = { ["Authorization"] = ["Bearer right"], ["X-Key"] = ["key 1", "key 2"] } };
        var credentials = new ReceiverCredentials(options, TimeProvider.System, (one, other) =>
        {
            compared.Add((one.Length, other.Length));
            return CryptographicOperations.FixedTimeEquals(one, other);
        });

        var problem = credentials.FindProblem(name => name == "Authorization" ? Once(authorization) : Once(key));

        (problem is null).Should().Be(expected);
        compared.Should().Equal((32, 32), (32, 32), (32, 32));
    }

    [Fact]
    public void A_value_that_came_twice_is_refused_with_the_same_work()
    {
        var compared = 0;
        var options = new WebhookReceiverOptions { Headers = { ["Authorization"] = ["Bearer right"] } };
        var credentials = new ReceiverCredentials(options, TimeProvider.System, (_, _) => ++compared > 0);

        credentials.FindProblem(_ => new(["Bearer right", "Bearer right"])).Should().Be("the header Authorization came 2 times.");
        credentials.FindProblem(_ => StringValues.Empty).Should().Be("the header Authorization came 0 times.");

        compared.Should().Be(2);
    }

    private static StringValues Once(string? value) => value is null ? StringValues.Empty : new(value);
}
