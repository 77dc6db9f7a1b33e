using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>The code that goes through a list page by page, with more in it than a page has.</summary>
#pragma warning disable xUnit1051 // The examples have no test context.
public class PagingExamples
{
    [Fact]
    public async Task Failed_received_events_are_run_again()
    {
        await using var services = new ServiceCollection().AddZeroPathWebhooks().Services.BuildServiceProvider();
        var (jobs, cancellationToken) = (services.GetRequiredService<IJobStore>(), CancellationToken.None);
        await AddFailedAsync(jobs, JobKinds.Received, subject: "", handler: "tell");

        #region retry_received
        var failed = new JobFilter { Kind = JobKinds.Received, State = JobState.Failed };
        string? next = null;
        do
        {
            (var page, next) = await jobs.ListAsync(failed, new PageRequest(after: next), cancellationToken);
            foreach (var job in page)
            {
                Console.WriteLine($"{job.Id} of {job.Handler}: {job.Reason}");
                await jobs.RetryAsync(job.Id, cancellationToken);
            }
        }
        while (next is not null);
        #endregion

        await AllShouldBePendingAsync(jobs);
    }

    [Fact]
    public async Task Failed_executions_are_run_again()
    {
        await using var services = new ServiceCollection().AddZeroPathWebhooks().AddInboundTriggerHandler<Agent>()
            .Services.BuildServiceProvider();
        var (triggers, cancellationToken) = (services.GetRequiredService<InboundTriggers>(), CancellationToken.None);
        var (trigger, _) = await triggers.CreateAsync(new() { Name = "Nightly build", Prompt = "Triage what the build found." });
        await AddFailedAsync(services.GetRequiredService<IJobStore>(), JobKinds.Execution, trigger.Id, handler: "");

        #region retry_executions
        var failed = new JobFilter { Subject = trigger.Id, State = JobState.Failed };
        string? next = null;
        do
        {
            (var page, next) = await triggers.ListExecutionsAsync(failed, new PageRequest(after: next), cancellationToken);
            foreach (var execution in page)
            {
                Console.WriteLine($"{execution.Id}: {execution.Reason}");
                await triggers.RetryExecutionAsync(execution.Id, cancellationToken);
            }
        }
        while (next is not null);
        #endregion

        await AllShouldBePendingAsync(services.GetRequiredService<IJobStore>());
    }

    private static async Task AddFailedAsync(IJobStore jobs, string kind, string subject, string handler)
    {
        var added = await jobs.AddAsync(
            [
                .. Enumerable.Range(0, 250).Select(number => new Job
                {
                    Id = $"job_{number}", Kind = kind, Subject = subject, Handler = handler, Key = $"evt_{number}", Body = "{}"u8.ToArray(),
                    CreatedAt = DateTimeOffset.UnixEpoch,
                }),
            ],
            TimeSpan.FromMinutes(1),
            CancellationToken.None);
        foreach (var job in added)
        {
            await jobs.RecordAsync(job.Lease!, JobTransition.Failed("It threw."), CancellationToken.None);
        }
    }

    private static async Task AllShouldBePendingAsync(IJobStore jobs) =>
        (await jobs.ListAsync(new() { State = JobState.Pending }, new(PageRequest.MaxSize), CancellationToken.None)).Items
            .Should().HaveCount(250);

    private sealed class Agent : IInboundTriggerHandler
    {
        public Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(null);
    }
}
