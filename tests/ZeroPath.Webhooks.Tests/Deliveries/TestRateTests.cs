using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>How often callers may send tests.</summary>
public class TestRateTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TestRate _rate;

    public TestRateTests() => _rate = new(_clock);

    [Fact]
    public void There_are_ten_at_once_and_then_one_each_six_seconds()
    {
        for (var i = 0; i < 10; i++)
        {
            _rate.TakeTurn("org").Should().Be(TimeSpan.Zero);
        }

        _rate.TakeTurn("org").Should().Be(TimeSpan.FromSeconds(6));
        _rate.TakeTurn("other").Should().Be(TimeSpan.Zero);
        _rate.TakeTurn(null).Should().Be(TimeSpan.Zero);
        _rate.TakeTurn("").Should().Be(TimeSpan.Zero, "it is not the operators");
        _clock.Advance(TimeSpan.FromSeconds(2));
        _rate.TakeTurn("org").Should().Be(TimeSpan.FromSeconds(4));
        _clock.Advance(TimeSpan.FromSeconds(4));
        _rate.TakeTurn("org").Should().Be(TimeSpan.Zero);
        _rate.TakeTurn("org").Should().Be(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void Callers_are_forgotten_when_their_minute_is_over()
    {
        for (var minute = 0; minute < 10; minute++)
        {
            for (var i = 0; i < 100; i++)
            {
                _rate.TakeTurn($"org_{minute}_{i}").Should().Be(TimeSpan.Zero);
            }

            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        _rate.TakeTurn(null).Should().Be(TimeSpan.Zero);
        _rate.Remembered.Should().Be(1);
    }
}
