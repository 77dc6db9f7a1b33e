using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Worker;

/// <summary>Tells a <see cref="LoopbackReceiver"/> of each job that is run.</summary>
internal sealed class PostingJobHandler(Uri receiver) : IJobHandler
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler());

    public string Kind => "work";

    public int MaxConcurrency => 64;

    public RetrySchedule Retry => RetrySchedule.Default;

    public static Job NewJob()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new() { Id = Ids.NewJob(now), Kind = "work", Key = $"{Guid.NewGuid()}", Body = new byte[1_000], CreatedAt = now };
    }

    public async Task<JobTransition?> RunAsync(LeasedJob leased, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver) { Headers = { { "webhook-id", leased.Job.Id } } };
        using var response = await Client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return JobTransition.Succeeded();
    }
}
