using System.Collections.Concurrent;
using System.Diagnostics;

namespace ZeroPath.Webhooks.Tests.Diagnostics;

/// <summary>Listens to the library's spans.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Spans(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "ZeroPath.Webhooks",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyCollection<Activity> All => _ended;

    public IEnumerable<Activity> Publishes => _ended.Where(span => span.Kind == ActivityKind.Producer);

    public IEnumerable<Activity> Attempts => _ended.Where(span => span.Kind == ActivityKind.Client);

    public void Dispose() => _listener.Dispose();
}
