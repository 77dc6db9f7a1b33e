namespace ZeroPath.Webhooks.Events;

/// <summary>What a kind of event adds to the common members. Without a type of its own, all of it is in <see cref="ExtensibleObject.AdditionalMembers"/>.</summary>
public record EventMetadata : ExtensibleObject;
