namespace ZeroPath.Webhooks;

/// <summary>A trigger with a new secret.</summary>
public sealed class IssuedInboundTrigger(InboundTrigger trigger, string secret)
{
    /// <summary>The trigger as stored.</summary>
    public InboundTrigger Trigger { get; } = trigger;

    /// <summary>The secret, to be shown to whoever sets up the external system: it is kept nowhere.</summary>
    public string Secret { get; } = secret;

    /// <summary>For <c>var (trigger, secret) = …</c>.</summary>
    public void Deconstruct(out InboundTrigger trigger, out string secret) => (trigger, secret) = (Trigger, Secret);
}
