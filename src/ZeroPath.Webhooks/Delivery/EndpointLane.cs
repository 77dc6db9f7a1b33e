namespace ZeroPath.Webhooks;

/// <summary>What one loop has of one endpoint: deliveries that wait for their turn, and attempts under way.</summary>
internal sealed class EndpointLane(EndpointPace pace)
{
    public EndpointPace Pace { get; } = pace;

    public Queue<WaitingDelivery> Waiting { get; } = [];

    /// <summary>How many of those that wait the loop has leased.</summary>
    public int Leased { get; set; }

    /// <summary>How many places are kept for what is being published.</summary>
    public int Reserved { get; set; }

    /// <summary>How many are known to be due in the store that nobody has leased yet.</summary>
    public int Stored { get; set; }

    public int InFlight { get; set; }

    /// <summary>Whether it stands in line.</summary>
    public bool IsInLine { get; set; }

    public bool IsIdle => Underway == 0;

    /// <summary>How many are here, in whatever state.</summary>
    public int Underway => InFlight + Waiting.Count + Reserved;

    public int Startable => Math.Min(Waiting.Count, Math.Max(0, Pace.Window - InFlight));
}
