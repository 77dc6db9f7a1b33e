using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace ZeroPath.Webhooks.Worker;

/// <summary>Stands in for the endpoint.</summary>
public sealed class Receiver : HttpMessageHandler
{
    public ConcurrentQueue<(string EventId, long At)> Requests { get; } = new();

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public IEnumerable<string> EventIds => Requests.Select(request => request.EventId);

    public Task ReceivesAsync(IReadOnlyCollection<string> eventIds) =>
        Wait.UntilAsync(() => Requests.Count >= eventIds.Count && !eventIds.Except(EventIds).Any(), "all events are received");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Requests.Enqueue((request.Headers.GetValues("webhook-id").Single(), Stopwatch.GetTimestamp()));
        return new(Status);
    }
}
