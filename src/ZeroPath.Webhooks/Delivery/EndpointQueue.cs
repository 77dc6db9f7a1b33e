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

        /// <summary>Aside until an attempt ends: it has its part of the places, and the last ones are kept for others.</summary>
        Crowded,
    }

    public EndpointPace Pace { get; } = pace;

    public Queue<WaitingDelivery> Waiting { get; } = [];

    /// <summary>How many of those that wait the loop has leased.</summary>
    public int Leased { get; set; }

    /// <summary>How many places are kept for what is being published.</summary>
    public int Reserved { get; set; }

    /// <summary>How many are known to be due in the store that nobody has leased yet; <see cref="Many"/> at most.</summary>
    public int Stored { get; set; }

    public int InFlight { get; set; }

    public Position Place { get; set; }

    /// <summary>Whether the endpoint is removed or disabled: what waits for it is cancelled, and nobody is called.</summary>
    public bool IsOff { get; set; }

    /// <summary>How many are here, in whatever state.</summary>
    public int Underway => InFlight + Waiting.Count + Reserved;

    public int Startable => Math.Min(Waiting.Count, Math.Max(0, Pace.Window.Size - InFlight));

    public WaitingDelivery Take()
    {
        var item = Waiting.Dequeue();
        Leased -= item.IsPublished ? 0 : 1;
        return item;
    }

    /// <summary>Whether what waits will soon be gone.</summary>
    public bool IsMoving(TimeSpan now) => IsOff || Pace.Window.IsFlowing(now);
}
