using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Diagnostics;

public sealed class StoreOutageTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LogLines _log = new();
    private readonly ServiceProvider _services;
    private readonly StoreOutage _outage;

    public StoreOutageTests()
    {
        var services = new ServiceCollection();
        _log.AddTo(services);
        _services = services.BuildServiceProvider();
        _outage = new(_clock, _services.GetRequiredService<ILogger<StoreOutage>>());
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public void An_outage_of_eighteen_seconds_that_four_loops_see_is_two_entries()
    {
        string[] loops = ["the delivery loop", "the jobs", "the registry", "the gauges"];
        for (var second = 0; second < 18; second++)
        {
            Array.ForEach(loops, Fail);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Array.ForEach(loops, _outage.Answered);

        _log.All.Should().Equal(
            "Error: The store does not answer the delivery loop. What needs it waits, and is tried again until it answers; how long it is "
            + "away is said once a minute. | IOException",
            "Warning: The store answers again, after 00:00:18 in which 72 calls failed.");
    }

    [Fact]
    public void A_longer_one_is_said_again_once_a_minute_with_what_the_store_said_last()
    {
        for (var second = 0; second < 150; second++)
        {
            Fail("the delivery loop");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        _log.All.Should().HaveCount(3);
        _log.All[1].Should().Be("Error: The store has been away for 00:01:00: 61 calls have failed. IOException: Gone.");
        _log.All[2].Should().StartWith("Error: The store has been away for 00:02:00: 121 calls");
    }

    [Fact]
    public void It_lasts_until_everybody_who_failed_is_answered()
    {
        Fail("one");
        Fail("other");
        _outage.Answered("one");
        _outage.Answered("a third");
        _log.All.Should().ContainSingle();

        _outage.Answered("other");
        _log.All.Should().HaveCount(2);
    }

    [Fact]
    public void A_store_that_fails_every_other_time_is_told_once_a_minute()
    {
        for (var second = 0; second < 59; second++)
        {
            Fail("the delivery loop");
            _outage.Answered("the delivery loop");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        _log.All.Should().HaveCount(2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Fail("the delivery loop");
        _log.All.Should().HaveCount(3);
    }

    private void Fail(string asker) => _outage.Failed(asker, new IOException("Gone."));
}
