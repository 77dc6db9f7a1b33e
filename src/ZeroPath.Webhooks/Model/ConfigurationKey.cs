namespace ZeroPath.Webhooks;

/// <summary>
/// The key of configuration that something was read from. All keys are equal, so that two things that differ only in where they were
/// written are the same.
/// </summary>
/// <param name="Path">The key, such as <c>Webhooks:Endpoints:0</c>; null for what was not read from configuration.</param>
internal readonly record struct ConfigurationKey(string? Path)
{
    public bool Equals(ConfigurationKey other) => true;

    public override int GetHashCode() => 0;
}
