using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Signing;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>The receivers that the documentation shows take what the library sends, and nothing with another header.</summary>
[Collection(nameof(NodePackage))]
public class ExpressTests(NodePackage node)
{
    private const string Secret = "your-secret-token";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string?> Receivers => new()
    {
        { "bearer-token", "Authorization", $"Bearer {Secret}", null },
        { "api-key", "X-API-Key", Secret, "WEBHOOK_API_KEY" },
        { "secret-header", "X-Webhook-Secret", Secret, "ZEROPATH_WEBHOOK_SECRET" },
    };

    [Theory]
    [MemberData(nameof(Receivers))]
    public async Task It_takes_every_type_of_event_with_its_header(string name, string header, string value, string? variable)
    {
        using var receiver = await StartAsync(name, variable);
        await using var bed = Bed(receiver, (header, value));

        var attempt = await bed.SendAsync();
        var bodies = new List<string>();
        foreach (var definition in EventCatalog.All)
        {
            var sample = definition.CreateSample().Event;
            (await bed.Get<WebhookOperations>().SendTestAsync("a", sample, Token)).Outcome.Should().Be(AttemptOutcome.Accepted);
            bodies.Add(Encoding.UTF8.GetString(WebhookJson.Write(definition.CreateSample())));
        }

        (attempt.Outcome, attempt.StatusCode).Should().Be((AttemptOutcome.Accepted, 200));
        var received = await receiver.StopAsync();
        received.Should().HaveCount(1 + EventCatalog.All.Count);
        received.Skip(1).Zip(bodies).Should().OnlyContain(pair => IsSame(pair.First, pair.Second));
    }

    [Theory]
    [MemberData(nameof(Receivers))]
    public async Task It_refuses_another_value_and_no_header(string name, string header, string value, string? variable)
    {
        using var receiver = await StartAsync(name, variable);
        await using var wrong = Bed(receiver, (header, $"{value}1"));
        await using var other = Bed(receiver, ("X-Other", value));
        await using var none = Bed(receiver);

        foreach (var bed in new[] { wrong, other, none })
        {
            var attempt = await bed.SendAsync();
            (attempt.Outcome, attempt.StatusCode).Should().Be((AttemptOutcome.Refused, 401));
        }

        (await receiver.StopAsync()).Should().BeEmpty();
    }

    private static bool IsSame(string received, string sent)
    {
        // When it was sent is its own.
        var (one, other) = (JsonNode.Parse(received)!, JsonNode.Parse(sent)!);
        other["time"] = one["time"]!.DeepClone();
        return JsonNode.DeepEquals(one, other);
    }

    private static NetworkBed Bed(ExpressReceiver receiver, params (string Name, string Value)[] headers) => new(
        receiver.Url,
        configure: library => library.Configure(options => options.Endpoints[0] = options.Endpoints[0] with
        {
            Headers = headers.ToDictionary(header => header.Name, header => header.Value),
        }));

    private async Task<ExpressReceiver> StartAsync(string name, string? variable)
    {
        await node.RunNodeAsync("", "--version");
        return await ExpressReceiver.StartAsync(node.Path, name, variable, Secret);
    }
}
