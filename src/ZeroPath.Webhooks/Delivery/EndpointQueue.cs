namespace ZeroPath.Webhooks;

/// <summary>What one loop has of one endpoint: deliveries that wait for their turn, and attempts under way.</summary>
internal sealed class EndpointQueue(EndpointPace pace)
{
    /// <summary>A count that is not known, and too big.</summary>
    public const int Many = int.MaxValue / 2;

    /// <summary>Where it stands with the scheduler.</summary>
    public enum Position
    {
        /// <summary>Nowhere: it has nothing that may start.</summary>
        Idle,

        /// <summary>In the line of those that may have their turn.</summary>
        InLine,

        /// <summary>Aside until a place is free: it has its part, or is not known to answer, and the last ones are for others.</summary>
        Aside,
    }

    public EndpointPace Pace { get; } = pace;

    public Queue<WaitingDelivery> Waiting { get; } = [];

    /// <summary>How many of those that wait the loop has leased.</summary>
    public int Leased { get; set; }

    /// <summary>How many places are kept for what is being published.</summary>
    public int Reserved { get; set; }

    /// <summary>How many are known to be due in the store that nobody has leased yet; <see cref="Many"/> at most.</summary>
    public int Stored { get; set; }

    /// <summary>How many of those that the loop has leased may take long; those under way count too.</summary>
    public int Slow { get; set; }

    /// <summary>The bodies of all that is here, in bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>How many attempts are under way, on places of both kinds.</summary>
    public int InFlight { get; set; }

    public Position Place { get; set; }

    /// <summary>Whether its attempts are to start on waiting places.</summary>
    public bool IsSilent => Pace.Window.IsSilent;

    /// <summary>Whether it is known to answer. Half of all that there is to share is for those that are.</summary>
    public bool Answers(TimeSpan now) => Pace.Window.Answers(now);

    /// <summary>How many are here, in whatever state.</summary>
    public int Underway => InFlight + Waiting.Count + Reserved;

    public int Startable => Math.Min(Waiting.Count, Math.Max(0, Pace.Window.Size - InFlight));

    public WaitingDelivery Take()
    {
        var item = Waiting.Dequeue();
        Leased -= item.IsPublished ? 0 : 1;
        return item;
    }
}
