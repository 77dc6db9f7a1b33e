namespace ZeroPath.Webhooks;

/// <summary>What one process has learnt of how much an endpoint takes. It outlives the loops.</summary>
internal sealed class EndpointPace
{
    public ConcurrencyWindow Window { get; } = new();

    public RateLimit Rate { get; } = new();

    /// <param name="atOnce">How many attempts at once at most.</param>
    /// <param name="perSecond">
    /// How many attempts may start in a second, evenly: time in which none did earns no burst. Null for any number.
    /// </param>
    public void Limit(int atOnce, double? perSecond)
    {
        Window.Limit(atOnce);
        Rate.Set(perSecond is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero, atOnce: 1);
    }
}
