namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>A kind of thing that callers can change.</summary>
/// <param name="Find">Finds what a call names; null if the caller sees nothing of that id.</param>
/// <param name="Show">Shows it, with its tag.</param>
internal sealed record EditableKind<T>(Func<OperationCall, Task<T?>> Find, Func<OperationCall, T, OperationResult> Show)
    where T : class;
