namespace ZeroPath.Webhooks.Inbound;

/// <summary>What is kept of a trigger's secret.</summary>
/// <param name="Hash">SHA-256 of the secret, in hexadecimal digits. The secret is random and long, so that nobody finds it from this.</param>
/// <param name="Until">Until when it is accepted; null for ever.</param>
public sealed record InboundTriggerSecret(string Hash, DateTimeOffset? Until = null)
{
    /// <summary>Shows nothing of it.</summary>
    public override string ToString() => $"*** until {Until?.ToString("O") ?? "replaced"}";
}
