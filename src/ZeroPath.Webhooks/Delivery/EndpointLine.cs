namespace ZeroPath.Webhooks;

/// <summary>
/// The endpoints that may have their turn, one after the other, and the places for attempts that are taken. An attempt that has waited a
/// second for its answer moves to one of the waiting places, and those to its endpoint start there until it answers again (D49). The
/// scheduler holds its lock around each call.
/// </summary>
internal sealed class EndpointLine(WebhookRegistry registry, ZeroPathWebhooksOptions options)
{
    /// <summary>There are so many times as many waiting places as ordinary ones.</summary>
    private const int WaitingPlaces = 16;

    private readonly Queue<EndpointQueue> _line = [];
    private readonly Queue<EndpointQueue> _silent = [];
    private readonly Queue<EndpointQueue> _doubtful = [];
    private readonly Queue<EndpointQueue> _crowded = [];

    // Those that have ordinary places, in the order in which they took them.
    private readonly LinkedList<AttemptPlace> _taken = [];
    private readonly Stack<AttemptPlace> _unused = [];
    private int _waiting;
    private int _doubtfulTaken;
    private TimeSpan? _lastAnswer;

    /// <summary>How many attempts are under way, on places of both kinds.</summary>
    public int InFlight => _taken.Count + _waiting;

    /// <summary>How many ordinary places are free.</summary>
    public int FreePlaces => options.MaxConcurrency - _taken.Count;

    /// <summary>Whether another attempt can be started. Read without the lock, the answer may be out of date.</summary>
    public bool CanStart => (_line.Count > 0 && FreePlaces > 0) || (_silent.Count > 0 && CanStartSilent);

    /// <summary>
    /// Whether an attempt to an endpoint that does not answer can be started. Half of the waiting places is for attempts that started on
    /// ordinary ones and have to move.
    /// </summary>
    public bool CanStartSilent => _waiting < WaitingPlaces / 2 * options.MaxConcurrency;

    private bool DoubtfulAreMany => _doubtfulTaken >= Math.Max(1, options.MaxConcurrency / 2);

    public void Join(EndpointQueue queue, TimeSpan now)
    {
        if (queue.Place == EndpointQueue.Position.Aside && (queue.IsSilent || queue.Answers(now)))
        {
            // It no longer stands among those for which there may be no place. Where it stood it is passed over.
            queue.Place = EndpointQueue.Position.Idle;
        }

        if (queue.Place == EndpointQueue.Position.Idle && queue.Startable > 0)
        {
            queue.Place = EndpointQueue.Position.InLine;
            (queue.IsSilent ? _silent : _line).Enqueue(queue);
        }
    }

    /// <summary>Takes a place for an attempt to the endpoint whose turn it is; null when there is none, or no place.</summary>
    public AttemptPlace? TakePlace(TimeSpan now)
    {
        MoveWaiting(now);
        while (FreePlaces > 0 && (_line.Count > 0 || (!DoubtfulAreMany && StandInLine(_doubtful))))
        {
            var queue = _line.Dequeue();
            queue.Place = EndpointQueue.Position.Idle;
            if (queue.IsSilent || queue.Startable == 0)
            {
                Join(queue, now);
            }
            else if (IsCrowded(queue))
            {
                StandAside(queue, _crowded);
            }
            else if (IsDoubtful(queue, now))
            {
                StandAside(queue, _doubtful);
            }
            else
            {
                return Take(queue, now);
            }
        }

        while (CanStartSilent && _silent.TryDequeue(out var queue))
        {
            queue.Place = EndpointQueue.Position.Idle;
            if (queue.IsSilent && queue.Startable > 0)
            {
                return Take(queue, now);
            }

            Join(queue, now);
            if (_line.Count > 0)
            {
                return TakePlace(now);
            }
        }

        return null;
    }

    /// <summary>Frees the place of an attempt. Those that stood aside for want of it stand in line again.</summary>
    /// <param name="place">The place.</param>
    /// <param name="outcome">How the attempt ended; null when none was made.</param>
    /// <param name="now">The monotonic time.</param>
    public void FreePlace(AttemptPlace place, AttemptOutcome? outcome, TimeSpan now)
    {
        var queue = place.Queue!;
        queue.InFlight--;
        if (outcome is not (null or AttemptOutcome.Abandoned) && now - place.TakenAt < ConcurrencyWindow.LongSilence)
        {
            queue.Pace.Window.Answer(outcome == AttemptOutcome.Accepted, now);
            _lastAnswer = outcome == AttemptOutcome.Accepted ? now : _lastAnswer;
        }

        if (place.IsWaiting)
        {
            _waiting--;
        }
        else
        {
            Leave(place);
        }

        place.Queue = null;
        _unused.Push(place);
    }

    /// <summary>Moves attempts that have waited for a second to waiting places.</summary>
    public void MoveWaiting(TimeSpan now)
    {
        for (var node = _taken.First; node?.Value is { } place && now - place.TakenAt >= ConcurrencyWindow.LongSilence;)
        {
            node = node.Next;
            place.Queue!.Pace.Window.FallSilent();
            Join(place.Queue, now);
            if (_waiting < WaitingPlaces * options.MaxConcurrency)
            {
                Leave(place);
                place.IsWaiting = true;
                _waiting++;
            }
        }
    }

    /// <summary>How many attempts to the endpoint could start now if it were its turn.</summary>
    public int Startable(EndpointQueue queue, TimeSpan now) =>
        (queue.IsSilent ? !CanStartSilent : IsCrowded(queue) || IsDoubtful(queue, now)) ? 0 : queue.Startable;

    private AttemptPlace Take(EndpointQueue queue, TimeSpan now)
    {
        if (!_unused.TryPop(out var place))
        {
            place = new();
        }

        (place.Queue, place.TakenAt, place.IsWaiting, place.IsDoubtful) = (queue, now, queue.IsSilent, !queue.Answers(now));
        queue.InFlight++;
        if (place.IsWaiting)
        {
            _waiting++;
        }
        else
        {
            _taken.AddLast(place.Node);
            _doubtfulTaken += place.IsDoubtful ? 1 : 0;
        }

        return place;
    }

    private void Leave(AttemptPlace place)
    {
        _taken.Remove(place.Node);
        _doubtfulTaken -= place.IsDoubtful ? 1 : 0;
        while (StandInLine(_crowded))
        {
        }

        if (!DoubtfulAreMany)
        {
            StandInLine(_doubtful);
        }
    }

    /// <returns>Whether there was one.</returns>
    private bool StandInLine(Queue<EndpointQueue> aside)
    {
        while (aside.TryDequeue(out var queue))
        {
            if (queue.Place == EndpointQueue.Position.Aside)
            {
                queue.Place = EndpointQueue.Position.InLine;
                _line.Enqueue(queue);
                return true;
            }
        }

        return false;
    }

    private static void StandAside(EndpointQueue queue, Queue<EndpointQueue> aside)
    {
        queue.Place = EndpointQueue.Position.Aside;
        aside.Enqueue(queue);
    }

    // A quarter of the places is for endpoints that have less than their part.
    private bool IsCrowded(EndpointQueue queue) =>
        queue.InFlight >= Math.Max(1, options.MaxConcurrency / Math.Max(1, registry.Configuration.Endpoints.Count))
        && FreePlaces <= options.MaxConcurrency / 4;

    // While there are endpoints that have answered lately, half of the places is for them.
    private bool IsDoubtful(EndpointQueue queue, TimeSpan now) =>
        DoubtfulAreMany && now - _lastAnswer <= ConcurrencyWindow.LongIdle && !queue.Answers(now);
}
