namespace ZeroPath.Webhooks;

/// <summary>
/// The endpoints that may have their turn, one after the other, and the places for attempts that are taken. The scheduler holds its lock
/// around each call.
/// </summary>
internal sealed class EndpointLine(WebhookRegistry registry, ZeroPathWebhooksOptions options)
{
    private readonly Queue<EndpointQueue> _line = [];
    private readonly List<EndpointQueue> _crowded = [];

    public int InFlight { get; private set; }

    public int FreePlaces => options.MaxConcurrency - InFlight;

    /// <summary>Whether another attempt can be started. Read without the lock, the answer may be out of date.</summary>
    public bool CanStart => _line.Count > 0 && FreePlaces > 0;

    public void Join(EndpointQueue queue)
    {
        if (queue.Place == EndpointQueue.Position.Idle && queue.Startable > 0)
        {
            queue.Place = EndpointQueue.Position.InLine;
            _line.Enqueue(queue);
        }
    }

    /// <summary>Takes a place for an attempt to the endpoint whose turn it is; null when there is none, or no place.</summary>
    public EndpointQueue? TakePlace()
    {
        while (FreePlaces > 0 && _line.TryDequeue(out var queue))
        {
            queue.Place = EndpointQueue.Position.Idle;
            if (queue.Startable == 0)
            {
                continue;
            }

            if (!IsCrowded(queue))
            {
                queue.InFlight++;
                InFlight++;
                return queue;
            }

            queue.Place = EndpointQueue.Position.Crowded;
            _crowded.Add(queue);
        }

        return null;
    }

    /// <summary>Frees the place of an attempt. Those that were crowded stand in line again.</summary>
    public void FreePlace(EndpointQueue queue)
    {
        queue.InFlight--;
        InFlight--;
        foreach (var crowded in _crowded)
        {
            crowded.Place = EndpointQueue.Position.InLine;
            _line.Enqueue(crowded);
        }

        _crowded.Clear();
    }

    /// <summary>How many attempts to the endpoint could start now if it were its turn.</summary>
    public int Startable(EndpointQueue queue) => IsCrowded(queue) ? 0 : queue.Startable;

    // A quarter of the places is for endpoints that have less than their part.
    private bool IsCrowded(EndpointQueue queue) =>
        queue.InFlight >= Math.Max(1, options.MaxConcurrency / Math.Max(1, registry.Configuration.Endpoints.Count))
        && FreePlaces <= options.MaxConcurrency / 4;
}
