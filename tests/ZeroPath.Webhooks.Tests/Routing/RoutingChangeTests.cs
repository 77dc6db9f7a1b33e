using CsCheck;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Routing;

/// <summary>What single changes make of the index, against what is built from scratch of what is given and what is stored.</summary>
public class RoutingChangeTests
{
    private static readonly Gen<string?> Organization = Gen.OneOf<string?>(null, null, "org_1", "org_2");
    private static readonly Gen<string> EndpointId = Gen.OneOf("e0", "e1", "e2", "e3", "e4");
    private static readonly Gen<WebhookEventType> Type = Gen.OneOf([.. EventCatalog.All.Select(definition => definition.Type)]);

    private static readonly Gen<RepositoryScope> Repositories = Gen.OneOf(
        RepositoryScope.All, RepositoryScope.Named("api", "API", "web"), RepositoryScope.WithIds("r1"), RepositoryScope.WithIds("r1", "r2"),
        new RepositoryScope { Ids = ["r2"], Names = ["Web"] });

    private static readonly Gen<WebhookEndpoint> Endpoint = Gen.Select(EndpointId, Organization, Gen.Int[0, 3], Gen.Bool)
        .Select((id, organization, name, enabled) =>
            Given.Endpoint($"name {name}") with { Id = id, OrganizationId = organization, Enabled = enabled });

    private static readonly Gen<WebhookSubscription> Subscription =
        Gen.Select(Gen.Int[0, 7], EndpointId, Organization, Repositories, Type.Array[1, 9], Gen.Enum<SeverityLevel>(), Gen.Int[0, 4])
            .Select((id, endpoint, organization, repositories, types, threshold, dice) => new WebhookSubscription
            {
                Id = $"s{id}",
                EndpointId = endpoint,
                OrganizationId = organization,
                Repositories = repositories,
                EventTypes = types.Length > 6 ? EventTypeScope.All : EventTypeScope.Of(types),
                Threshold = threshold,
                Enabled = dice > 0,
            });

    private static readonly Gen<WebhookEvent> Event =
        Gen.Select(Type, Gen.OneOf("org_1", "org_2", "org_3"), Gen.OneOf("r1", "r2"), Gen.OneOf("api", "web"), Gen.Int[0, 100])
            .Select((type, organization, id, name, score) => (WebhookEvent)Given.Event(type, @event =>
            {
                @event.Organization = new() { Id = organization };
                @event.Repository = new() { Id = id, Name = name };
                @event.Vulnerability = new() { Score = score };
            }));

    private static readonly Gen<Func<WebhookRegistry, Task>> Change = Gen.OneOf<Func<WebhookRegistry, Task>>(
        Endpoint.Select<WebhookEndpoint, Func<WebhookRegistry, Task>>(endpoint => registry => registry.UpdateEndpointAsync(
            endpoint with { Version = registry.Router.FindEndpoint(endpoint.Id)?.Version ?? 0 })),
        Subscription.Select<WebhookSubscription, Func<WebhookRegistry, Task>>(subscription => registry => registry.UpdateSubscriptionAsync(
            subscription with { Version = registry.Router.FindSubscription(subscription.Id)?.Version ?? 0 })),
        EndpointId.Select<string, Func<WebhookRegistry, Task>>(id => registry => registry.RemoveEndpointAsync(id)),
        EndpointId.Select<string, Func<WebhookRegistry, Task>>(id => registry => registry.EnableEndpointAsync(id)),
        EndpointId.Select<string, Func<WebhookRegistry, Task>>(id => registry => registry.DisableEndpointAsync(id, "For now.")),
        Gen.Int[0, 7].Select<int, Func<WebhookRegistry, Task>>(id => registry => registry.RemoveSubscriptionAsync($"s{id}")),
        Gen.Int[0, 7].Select<int, Func<WebhookRegistry, Task>>(id => registry => registry.EnableSubscriptionAsync($"s{id}")),
        Gen.Int[0, 7].Select<int, Func<WebhookRegistry, Task>>(id => registry => registry.DisableSubscriptionAsync($"s{id}")));

    private static readonly Gen<ZeroPathWebhooksOptions> Options = Gen.Select(Endpoint.Array[0, 4], Subscription.Array[0, 5])
        .Select((endpoints, subscriptions) =>
        {
            var options = new ZeroPathWebhooksOptions();
            endpoints.DistinctBy(endpoint => endpoint.Id).ToList().ForEach(options.Endpoints.Add);
            subscriptions.DistinctBy(subscription => subscription.Id)
                .Where(subscription => options.Endpoints.Any(endpoint => endpoint.Id == subscription.EndpointId
                    && (endpoint.OrganizationId is not { } owner || (subscription.OrganizationId ?? owner) == owner)))
                .ToList().ForEach(options.Subscriptions.Add);
            return options;
        });

    [Fact]
    public Task Any_sequence_of_single_changes_gives_the_index_that_building_from_scratch_gives() =>
        Gen.Select(Options, Change.Array[1, 30], Event.Array[5]).SampleAsync(async (options, changes, events) =>
        {
            var store = new ResourceTable(TimeProvider.System);
            using var registry = Node(options, store);
            using var follower = Node(options, store);
            foreach (var change in changes)
            {
                try
                {
                    await change(registry);
                }
                catch (Exception e) when (e is ArgumentException or WebhookConflictException)
                {
                    // It is not there, is given, or breaks a rule.
                }

                await follower.RefreshAsync();
                var expected = await FromScratchAsync(options, store);
                Compare(registry.Router, expected, events);
                Compare(follower.Router, expected, events);
            }
        }, iter: 100);

    private static WebhookRegistry Node(ZeroPathWebhooksOptions options, ResourceTable store) =>
        new(Microsoft.Extensions.Options.Options.Create(options), store, new PlainSecretProtector(), WebhookFormats.BuiltIn);

    private static void Compare(Router router, RoutingTable expected, WebhookEvent[] events)
    {
        router.Configuration.Endpoints.Should().Equal(expected.Endpoints);
        router.Configuration.Subscriptions.Should().Equal(expected.Subscriptions);
        var scratch = new Router(expected);
        foreach (var @event in events)
        {
            Shown(router.Route(@event)).Should().Equal(Shown(scratch.Route(@event)));
            router.Explain(@event).Select(decision => $"{decision.Subscription.Id}: {decision}").Should()
                .Equal(scratch.Explain(@event).Select(decision => $"{decision.Subscription.Id}: {decision}"));
        }

        foreach (var endpoint in expected.Endpoints)
        {
            router.FindEndpoint(endpoint.Id).Should().Be(endpoint);
        }

        static IEnumerable<string> Shown(IEnumerable<RoutedEndpoint> routed) =>
            routed.Select(to => $"{to.Endpoint.Id} {to.Endpoint.Version}: {string.Join(", ", to.Subscriptions.Select(it => it.Id))}");
    }

    // What is stored over what is given, in its order; then the others by name and id.
    private static async Task<RoutingTable> FromScratchAsync(ZeroPathWebhooksOptions options, ResourceTable store)
    {
        var codec = new ResourceCodec(new PlainSecretProtector(), options, WebhookFormats.BuiltIn);
        var endpoints = (await store.ListAsync(new(ResourceKind.Endpoint), null, 100, default)).Select(codec.EndpointOf).ToList();
        var subscriptions = (await store.ListAsync(new(ResourceKind.Subscription), null, 100, default))
            .Select(ResourceCodec.SubscriptionOf).ToList();
        var given = options.ToRoutingTable();
        List<WebhookEndpoint> inForce =
        [
            .. given.Endpoints.Select(own => endpoints.Find(stored => stored.Id == own.Id) ?? own),
            .. endpoints.Where(stored => given.Endpoints.All(own => own.Id != stored.Id))
                .OrderBy(stored => stored.Name, StringComparer.Ordinal).ThenBy(stored => stored.Id, StringComparer.Ordinal),
        ];
        return new()
        {
            Endpoints = inForce,
            Subscriptions =
            [
                .. given.Subscriptions.Select(own => subscriptions.Find(stored => stored.Id == own.Id) ?? own)
                    .Concat(subscriptions.Where(stored => given.Subscriptions.All(own => own.Id != stored.Id))
                        .OrderBy(stored => stored.Id, StringComparer.Ordinal))
                    .Where(subscription => inForce.Exists(endpoint => endpoint.Id == subscription.EndpointId)),
            ],
        };
    }
}
