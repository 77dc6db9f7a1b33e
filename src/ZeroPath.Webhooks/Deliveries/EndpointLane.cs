using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Deliveries;

/// <summary>What one loop has of one endpoint: deliveries that wait for their turn, and attempts under way.</summary>
internal sealed class EndpointLane(EndpointPace pace)
{
    public EndpointPace Pace { get; } = pace;

    public Queue<(LeasedDelivery Delivery, long Asked)> Waiting { get; } = [];

    public int InFlight { get; set; }

    /// <summary>Whether it stands in line.</summary>
    public bool IsInLine { get; set; }

    public bool IsIdle => InFlight == 0 && Waiting.Count == 0;

    public int Startable => Math.Min(Waiting.Count, Math.Max(0, Pace.Window - InFlight));
}
