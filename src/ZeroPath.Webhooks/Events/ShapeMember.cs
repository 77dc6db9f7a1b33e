using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.Events;

internal sealed class ShapeMember(JsonPropertyInfo property, Shape shape)
{
    public string Name { get; } = property.Name;

    public bool Required { get; } = property.IsRequired;

    public Shape Shape { get; } = shape;

    /// <summary>Null for value types: they are never absent when required, and boxing them would allocate.</summary>
    public Func<object, object?>? Get { get; } = property.PropertyType.IsValueType ? null : property.Get;

    public ValidationProblem Missing(string path) => new(path, ProblemCodes.Required, $"'{Name}' is required.");
}
