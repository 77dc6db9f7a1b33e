using System.Collections.Concurrent;

namespace ZeroPath.Webhooks.Worker;

/// <summary>Stands in for a mail server.</summary>
public sealed class Notifier : IDeliveryFailureNotifier
{
    public ConcurrentQueue<FailureNotice> Notices { get; } = new();

    /// <summary>What becomes of a call.</summary>
    public Func<FailureNotice, CancellationToken, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken)
    {
        Notices.Enqueue(notice);
        return Answer(notice, cancellationToken);
    }
}
