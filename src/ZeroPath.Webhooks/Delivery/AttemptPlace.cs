namespace ZeroPath.Webhooks;

/// <summary>The place of one attempt under way. It is used again for another one when the attempt has ended.</summary>
internal sealed class AttemptPlace
{
    public AttemptPlace() => Node = new(this);

    /// <summary>Where it stands among those that are taken.</summary>
    public LinkedListNode<AttemptPlace> Node { get; }

    public EndpointQueue? Queue { get; set; }

    /// <summary>When it was taken, by the monotonic clock.</summary>
    public TimeSpan TakenAt { get; set; }

    /// <summary>Whether its endpoint was not known to answer when it was taken.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>Whether it is one of the places for attempts that wait long.</summary>
    public bool IsWaiting { get; set; }
}
