namespace ZeroPath.Webhooks;

/// <summary>What the application has opened to others, for the entry of the start.</summary>
internal sealed class StartReport(WebhookReceivers receivers)
{
    private readonly List<Func<string>> _doors = [];

    /// <summary>Where each management API is, by the prefix of its names.</summary>
    public Dictionary<string, string> Apis { get; } = [];

    public string Receivers => receivers.Names.Count == 0 ? "none" : string.Join(", ", receivers.Names.Select(ReceiverName.Shown));

    /// <summary>A sentence each, with a space before it; empty when nothing is mapped.</summary>
    public string Doors => string.Concat(_doors.Select(door => $" {door()}"));

    /// <param name="door">Says how it stands, when the application has started.</param>
    public void Add(Func<string> door) => _doors.Add(door);
}
