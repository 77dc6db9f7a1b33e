namespace ZeroPath.Webhooks;

/// <summary>The way by which a change of endpoints, subscriptions and triggers came in.</summary>
public enum ChangeDoor
{
    /// <summary>The host's own code.</summary>
    Code,

    /// <summary>The management API.</summary>
    Api,

    /// <summary>A tool that an agent called over MCP.</summary>
    Mcp,

    /// <summary>The dashboard.</summary>
    Dashboard,

    /// <summary>The library by itself, such as when an endpoint answers 410 Gone.</summary>
    Library,
}
