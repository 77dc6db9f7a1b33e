using Microsoft.Extensions.DependencyInjection;
using TestingYourApp.Application;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Testing;

namespace TestingYourApp;

public class SendingTests
{
    [Fact]
    public async Task A_scan_that_fails_is_announced_with_its_error()
    {
        await using var webhooks = WebhookTestBed.Create(builder => builder.Services.AddScans());
        await FailScanAsync(webhooks);
        await webhooks.AdvanceAsync(TimeSpan.Zero);

        var request = Assert.Single(webhooks.Requests);
        Assert.Equal("Out of disk.", Assert.IsType<ScanFailedEvent>(request.Event).Error);
        Assert.Equal("SCAN_FAILED", request.Headers["zeropath-event"]);
    }

    [Fact]
    public async Task A_chat_that_is_down_is_asked_again_and_gets_the_same_bytes()
    {
        await using var webhooks = WebhookTestBed.Create(builder => builder.Services.AddScans());
        webhooks.Answers = Answers.InTurn(Answer.ConnectionRefused, 500, 200);
        await FailScanAsync(webhooks);
        await webhooks.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal([1, 2, 3], webhooks.Requests.Select(request => request.Attempt));
        Assert.Single(webhooks.Requests.Select(request => Convert.ToHexString(request.Body.Span)).Distinct());
    }

    [Fact]
    public async Task Whoever_is_on_call_is_told_when_no_attempt_was_of_use()
    {
        await using var webhooks = WebhookTestBed.Create(builder => builder.Services.AddScans());
        webhooks.Answers = Answers.Always(Answer.Timeout);
        await FailScanAsync(webhooks);
        await webhooks.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(7, webhooks.Requests.Count);
        Assert.Equal(["Chat did not take 1."], webhooks.Services.GetRequiredService<OnCall>().Calls);
    }

    [Fact]
    public async Task However_flaky_the_chat_is_every_failed_scan_gets_there()
    {
        await using var webhooks = WebhookTestBed.Create(builder => builder.Services.AddScans());
        webhooks.Answers = Answers.Flaky(seed: 20261128);
        for (var i = 0; i < 10; i++)
        {
            await FailScanAsync(webhooks);
        }

        await webhooks.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(10, webhooks.Requests.Select(request => request.EventId).Distinct().Count());
        Assert.Empty(webhooks.Services.GetRequiredService<OnCall>().Calls);
    }

    private static async Task FailScanAsync(WebhookTestBed webhooks)
    {
        await using var scope = webhooks.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ScanService>().FailAsync("scan_1", "Out of disk.");
    }
}
