using System.Net;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>
/// A network whose hosts do what their names begin with: <c>hanging</c> never answers, <c>slow</c> does after five seconds of the fake
/// clock, <c>gone</c> answers 410. All others are <c>well</c>: they answer when so many of their requests are under way at once.
/// </summary>
internal sealed class BadNeighbours(int group) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _together;
    private int _wellAnswered;
    private int _underWay;
    private int _mostUnderWay;

    /// <summary>How many requests to hosts that are well have been answered.</summary>
    public int WellAnswered => Volatile.Read(ref _wellAnswered);

    /// <summary>The clock of what is slow.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public int MostUnderWay => Volatile.Read(ref _mostUnderWay);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Host;
        lock (_lock)
        {
            _mostUnderWay = Math.Max(_mostUnderWay, ++_underWay);
        }

        try
        {
            if (host.StartsWith("hanging", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, Clock, cancellationToken);
            }
            else if (host.StartsWith("slow", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromSeconds(5), Clock, cancellationToken);
            }
            else if (!host.StartsWith("gone", StringComparison.Ordinal))
            {
                await WhenTogether().WaitAsync(cancellationToken);
                Interlocked.Increment(ref _wellAnswered);
            }

            return new(host.StartsWith("gone", StringComparison.Ordinal) ? HttpStatusCode.Gone : HttpStatusCode.OK);
        }
        finally
        {
            lock (_lock)
            {
                _underWay--;
            }
        }
    }

    private Task WhenTogether()
    {
        lock (_lock)
        {
            var complete = _complete;
            if (++_together == group)
            {
                _together = 0;
                _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
                complete.SetResult();
            }

            return complete.Task;
        }
    }
}
