using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>
/// One thing that callers can do: what it takes, what it shows, and who does it. Every door, such as HTTP, is made from these.
/// </summary>
/// <param name="name">Its name, the same by every door.</param>
/// <param name="handler">Gets calls in which all is right that can be told without looking.</param>
internal sealed class Operation(string name, Func<OperationCall, Task<OperationResult>> handler)
{
    public string Name { get; } = name;

    public Func<OperationCall, Task<OperationResult>> Handler { get; } = handler;

    /// <summary>For people, as a sentence.</summary>
    public required string Summary { get; init; }

    public string? Description { get; init; }

    /// <summary>What it shows when all is well; null for nothing.</summary>
    public JsonTypeInfo? Answer { get; init; }

    /// <summary>Names what it is about.</summary>
    public OperationParameter? Id { get; init; }

    public IReadOnlyList<OperationParameter> Filters { get; init; } = [];

    public IReadOnlyList<OperationParameter> Parameters => field ??= Id is null ? Filters : [Id, .. Filters];

    /// <summary>What is written for it, beside its parameters.</summary>
    public JsonTypeInfo? Body { get; init; }

    public bool IsBodyOptional { get; init; }

    /// <summary>Whether callers can say which version they saw.</summary>
    public bool TakesTag { get => field || NeedsTag; init; }

    /// <summary>Whether they must.</summary>
    public bool NeedsTag { get; init; }

    /// <summary>Whether it makes something, of which the answer has the address.</summary>
    public bool Creates { get; init; }

    /// <summary>Whether the state of things can be such that it is refused.</summary>
    public bool CanConflict { get; init; }

    /// <summary>Whether it is refused when it is called too often.</summary>
    public bool HasRate { get; init; }

    /// <summary>Whether it is about what belongs to no organization.</summary>
    public bool IsForOperators { get; init; }

    /// <summary>Whether it changes and sends nothing.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether it takes away or replaces what was there, rather than adding to it.</summary>
    public bool IsDestructive { get; init; }
}
