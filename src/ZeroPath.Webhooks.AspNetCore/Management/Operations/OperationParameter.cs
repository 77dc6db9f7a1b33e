namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>A parameter of an operation.</summary>
/// <param name="name">Its name.</param>
/// <param name="type">What it is read as.</param>
/// <param name="description">For people.</param>
internal abstract class OperationParameter(string name, Type type, string description)
{
    public string Name { get; } = name;

    public Type Type { get; } = Nullable.GetUnderlyingType(type) ?? type;

    public string Description { get; } = description;

    /// <param name="text">What was written; null if nothing was.</param>
    /// <param name="value">What it means.</param>
    /// <returns>What is wrong with it.</returns>
    public abstract string? Read(string? text, out object? value);
}
