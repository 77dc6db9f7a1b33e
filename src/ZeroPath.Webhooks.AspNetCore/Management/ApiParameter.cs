using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>A parameter of a route: what it is called, how it is read, and what an OpenAPI document says of it.</summary>
internal abstract class ApiParameter(string name, Type type, string description)
{
    public string Name { get; } = name;

    public bool IsInPath { get; init; }

    public bool IsHeader { get; init; }

    public bool IsQuery => !IsInPath && !IsHeader;

    public DescribedParameter Describe() => new(
        Name,
        IsHeader ? typeof(string) : Nullable.GetUnderlyingType(type) ?? type,
        [new DescriptionAttribute(description), .. IsQuery ? [new FromQueryAttribute()] : IsHeader ? (Attribute[])[new FromHeaderAttribute { Name = Name }] : []],
        isOptional: !IsInPath);

    /// <param name="text">What was written; null if nothing was.</param>
    /// <param name="value">What it means.</param>
    /// <returns>What is wrong with it.</returns>
    public abstract string? Read(string? text, out object? value);
}
