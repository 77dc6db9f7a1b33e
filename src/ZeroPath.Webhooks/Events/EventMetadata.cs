namespace ZeroPath.Webhooks.Events;

/// <summary>What a kind of event adds to the common members.</summary>
/// <remarks>Without a class of its own, all of it is in <see cref="ExtensibleObject.AdditionalMembers"/>.</remarks>
#pragma warning disable RS0022 // Others may derive from it, though only the metadata of the documented types is read and written.
public class EventMetadata : ExtensibleObject;
#pragma warning restore RS0022
