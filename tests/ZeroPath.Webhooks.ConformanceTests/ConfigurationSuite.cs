using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IRoutingTableStore"/>.</summary>
public abstract class ConfigurationSuite : StoreSuite
{
    private IRoutingTableStore Configuration => Harness.Configuration!;

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task There_is_no_configuration_at_first() => Assert.Null(await Configuration.LoadAsync(0, Cancellation));

    [Fact]
    public async Task What_is_saved_is_loaded_again_with_all_its_members()
    {
        var saved = Example("one");

        var version = await Configuration.TrySaveAsync(saved, 0, Cancellation);

        var loaded = (await Configuration.LoadAsync(0, Cancellation))!.Value;
        Assert.Equal(version, loaded.Version);
        Assert.Equal(saved.Endpoints, loaded.Configuration.Endpoints);
        Assert.Equal(saved.Subscriptions, loaded.Configuration.Subscriptions);
    }

    [Fact]
    public async Task Who_has_the_stored_version_gets_nothing()
    {
        var version = await Configuration.TrySaveAsync(Example("one"), 0, Cancellation);

        Assert.Null(await Configuration.LoadAsync(version!.Value, Cancellation));
    }

    [Fact]
    public async Task Saving_over_another_version_than_the_stored_one_changes_nothing()
    {
        var first = await Configuration.TrySaveAsync(Example("one"), 0, Cancellation);
        Assert.Null(await Configuration.TrySaveAsync(Example("two"), 0, Cancellation));
        var second = await Configuration.TrySaveAsync(Example("three"), first!.Value, Cancellation);

        Assert.Null(await Configuration.TrySaveAsync(Example("four"), first.Value, Cancellation));

        Assert.NotEqual(first, second);
        var loaded = (await Configuration.LoadAsync(first.Value, Cancellation))!.Value;
        Assert.Equal((second, "three"), (loaded.Version, loaded.Configuration.Endpoints[0].Name));
    }

    private static RoutingTable Example(string name) => new()
    {
        Endpoints =
        [
            new()
            {
                Name = name,
                Id = $"id of {name}",
                Url = new($"https://api.example.com/{name}?secret=1"),
                Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer secret", ["X-Environment"] = "production" },
                SigningSecrets = [SigningSecret.Create(), SigningSecret.Create() with { ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(20_000) }],
                OrganizationId = "org_123",
                Enabled = false,
                DisabledReason = "It answered 410 Gone.",
            },
        ],
        Subscriptions =
        [
            new() { Id = "all", EndpointId = $"id of {name}" },
            new()
            {
                Id = "these",
                EndpointId = $"id of {name}",
                Repositories = new() { Ids = ["repo_1"], Names = ["backend-api", "frontend-app"] },
                EventTypes = EventTypeScope.Of(WebhookEventType.PrBlocked, WebhookEventType.ScanComplete),
                Threshold = SeverityLevel.High,
                OrganizationId = "org_123",
                Enabled = false,
            },
        ],
    };
}
