namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A network that answers, or, to the hosts whose names begin so and when told to, never does.</summary>
internal sealed class HangingNetwork(string hosts) : HttpMessageHandler
{
    private int _answered;
    private int _hanging;

    public bool Hangs { get; set; }

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>How many requests hang at the moment.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Hangs && request.RequestUri!.Host.StartsWith(hosts, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _hanging);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        Interlocked.Increment(ref _answered);
        return new(System.Net.HttpStatusCode.OK);
    }
}
