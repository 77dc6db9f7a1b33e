namespace ZeroPath.Webhooks.Events;

/// <summary>The repository that an event concerns.</summary>
public sealed class Repository : ExtensibleObject
{
    /// <summary>Its id.</summary>
    public required string Id { get; set; }

    /// <summary>Its name, such as <c>backend-api</c>.</summary>
    public required string Name { get; set; }
}
