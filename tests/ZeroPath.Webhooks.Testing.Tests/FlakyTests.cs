using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Testing.Tests;

public class FlakyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_seed_gives_the_same_attempts_and_another_seed_others()
    {
        var (first, second, other) = (await OutcomesAsync(1), await OutcomesAsync(1), await OutcomesAsync(2));

        first.Should().Equal(second).And.NotEqual(other);
        first.Distinct().Should().HaveCountGreaterThan(3, "requests fail in several ways");
    }

    [Fact]
    public async Task A_test_that_throws_prints_its_seed_once_and_one_that_does_not_prints_nothing()
    {
        List<string> printed = [];
        await FluentActions.Awaiting(() => RunAsync(seed: 4711, printed, fails: true)).Should().ThrowAsync<InvalidOperationException>();
        printed.Should().ContainSingle().Which.Should().Contain("Answers.Flaky(4711)");

        printed.Clear();
        await RunAsync(seed: 42, printed, fails: false);
        printed.Should().BeEmpty();
    }

    [Fact]
    public async Task A_test_that_throws_prints_no_other_tests_seed()
    {
        List<string> printed = [];
        await RunAsync(seed: 42, printed, fails: false);

        await FluentActions.Awaiting(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("A test without a script.");
        }).Should().ThrowAsync<InvalidOperationException>();

        printed.Should().BeEmpty();
    }

    private static async Task RunAsync(int seed, List<string> printed, bool fails)
    {
        await using var bed = TestBedTests.Create();
        bed.Answers = Answers.Flaky(seed, printed.Add);
        await PublishAsync(bed);
        if (fails)
        {
            bed.Requests.Single(request => request.Attempt == 100).Should().NotBeNull();
        }
    }

    private static async Task<IReadOnlyList<string>> OutcomesAsync(int seed)
    {
        await using var bed = TestBedTests.Create(builder => builder
            .AddEndpoint(new() { Name = "b", Url = new("https://b.example.com") }).AddSubscription(new() { EndpointId = "b" }));
        bed.Answers = Answers.Flaky(seed);
        await PublishAsync(bed);
        var deliveries = (await bed.History.ListDeliveriesAsync(new(), new(100), Token)).Items;
        List<string> outcomes = [];
        foreach (var delivery in deliveries)
        {
            outcomes.AddRange((await bed.History.ListAttemptsAsync(delivery.Id, Token)).Select(
                attempt => $"{delivery.EndpointId} {attempt.StartedAt:T} {attempt.Outcome} {attempt.StatusCode}"));
        }

        return outcomes;
    }

    private static async Task PublishAsync(WebhookTestBed bed)
    {
        for (var i = 0; i < 10; i++)
        {
            await bed.PublishAsync(TestBedTests.Failed(), cancellationToken: Token);
        }

        await bed.AdvanceAsync(TimeSpan.FromHours(2), Token);
    }
}
