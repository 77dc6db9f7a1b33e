using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>Endpoints that the library disables, many at once.</summary>
public sealed class GoneTests : IAsyncDisposable
{
    private const int Many = 300;

    private readonly Changes _changes = new(InMemoryStore.Create(TimeProvider.System).Resources);
    private readonly DeliveryBed _bed;

    public GoneTests() => _bed = new(
        webhooks =>
        {
            for (var i = 0; i < Many; i++)
            {
                webhooks.AddEndpoint(DeliveryBed.Endpoint($"{i}")).AddSubscription(new() { EndpointId = $"{i}" });
            }
        },
        services => services.AddSingleton(its =>
            InMemoryStore.Create(its.GetRequiredService<TimeProvider>()) with { Resources = _changes }))
    {
        Respond = _ => new(HttpStatusCode.Gone),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_that_are_gone_at_once_are_disabled_in_few_changes_and_told_of_once_each()
    {
        await _bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await _bed.SendAsync();

        _bed.Registry.Configuration.Endpoints.Should().HaveCount(Many).And.OnlyContain(endpoint => !endpoint.Enabled);
        _changes.Count.Should().BeLessThan(Many / 5, "they do not wait for each other");
        (await NoticesAsync()).Should().HaveCount(Many).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task When_the_change_fails_it_is_made_later_and_nobody_is_told_twice()
    {
        _changes.Fails = true;
        await _bed.Awaiting(it => it.SendAsync()).Should().ThrowAsync<IOException>();
        _bed.Registry.Configuration.Endpoints.Should().OnlyContain(endpoint => endpoint.Enabled);

        _changes.Fails = false;
        await _bed.SendAsync();

        _bed.Registry.Configuration.Endpoints.Should().OnlyContain(endpoint => !endpoint.Enabled);
        (await NoticesAsync()).Should().HaveCount(Many).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task From_the_moment_at_which_one_is_found_gone_nothing_is_sent_to_it_however_long_the_change_takes()
    {
        await using var bed = new DeliveryBed { Respond = _ => new(HttpStatusCode.OK) };
        bed.Get<EndpointDisabler>().Ask("a", "It answered 410 Gone.");

        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        var loop = bed.Get<DeliveryLoop>();
        await loop.StartDueAsync(Token);
        await loop.WhenEndedAsync();
        bed.Registry.Configuration.Endpoints.Should().OnlyContain(endpoint => endpoint.Enabled);
        await loop.RecordEndedAsync(Token);

        bed.Requests.Should().BeEmpty();
        bed.Registry.Configuration.Endpoints.Should().OnlyContain(endpoint => !endpoint.Enabled);
        (await bed.DeliveryAsync(published)).Reason.Should().Be(DeliveryReasons.EndpointDisabled);
    }

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    private async Task<List<string>> NoticesAsync()
    {
        var notices = await _bed.Get<IJobStore>().LeaseAsync(new(JobKinds.FailureNotice, 10 * Many, TimeSpan.FromMinutes(1)), Token);
        return [.. notices.Where(notice => FailureNoticeJob.Read(notice.Job).DeliveryId is null).Select(notice => notice.Job.Subject)];
    }

    private sealed class Changes(IResourceStore inner) : ForwardingResources(inner)
    {
        private int _count;

        public int Count => _count;

        public bool Fails { get; set; }

        public override ValueTask<ResourceOutcome> ApplyAsync(
            IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return Fails ? throw new IOException("It was told to fail.") : base.ApplyAsync(edits, origin, cancellationToken);
        }
    }
}
