using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemoryLaneTests : LaneSuite
{
    [Fact]
    public async Task A_lease_looks_at_no_endpoint_that_is_held_and_at_few_that_fail_however_many_there_are()
    {
        string[] held = [.. Enumerable.Range(0, 500).Select(number => $"held {number}")];
        string[] failing = [.. Enumerable.Range(0, 500).Select(number => $"failing {number}")];
        await AddAsync(NewEvent([.. held, .. failing, "well"]));
        foreach (var endpoint in held)
        {
            await Harness.Health.HoldAsync(endpoint, TimeSpan.FromMinutes(5), Cancellation);
        }

        await Harness.Health.AddSamplesAsync(Samples(failing), Cancellation);
        var asked = new HashSet<string>();

        var leased = await LeaseAsync(new LeaseRequest(100, Lease) { MaxRetries = 5, RoomFor = Count });

        leased.Should().HaveCount(6).And.Contain(delivery => delivery.EndpointId == "well");
        asked.Should().HaveCount(6);

        EndpointRoom Count(string id)
        {
            asked.Add(id);
            return new(10);
        }
    }

    private static HealthSample[] Samples(IEnumerable<string> endpoints) =>
        [.. endpoints.Select(endpoint => new HealthSample { EndpointId = endpoint, Succeeded = 0, Failed = 1, FailureStreak = 1 })];

    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new InMemoryHarness());
}
