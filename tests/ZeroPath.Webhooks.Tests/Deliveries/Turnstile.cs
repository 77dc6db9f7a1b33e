namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A network that lets requests through in groups: nobody gets an answer before the group is complete.</summary>
internal sealed class Turnstile(int group) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _inFlight;

    public int Requests { get; private set; }

    public int MostAtOnce { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Enter().WaitAsync(cancellationToken);
        Interlocked.Decrement(ref _inFlight);
        return new(System.Net.HttpStatusCode.OK);
    }

    private Task Enter()
    {
        lock (_lock)
        {
            Requests++;
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _inFlight));
            var complete = _complete;
            if (++_waiting == group)
            {
                _waiting = 0;
                _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
                complete.SetResult();
            }

            return complete.Task;
        }
    }
}
