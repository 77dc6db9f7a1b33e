namespace ZeroPath.Webhooks;

/// <summary>The kinds of things that people configure. Stores keep the number.</summary>
public enum ResourceKind
{
    /// <summary>A <see cref="WebhookEndpoint"/>.</summary>
    Endpoint = 1,

    /// <summary>A <see cref="WebhookSubscription"/>; its parent is its endpoint.</summary>
    Subscription = 2,

    /// <summary>An <see cref="InboundTrigger"/>.</summary>
    Trigger = 3,
}
