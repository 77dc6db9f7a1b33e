using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.Events;

internal sealed class SchemaMember(JsonPropertyInfo property, EventSchema schema)
{
    public string Name { get; } = property.Name;

    public JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(property.Name);

    /// <summary>The class that declares it.</summary>
    public Type Owner { get; } = property.DeclaringType;

    public bool Required { get; } = property.IsRequired;

    public EventSchema Schema { get; } = schema;

    /// <summary>False for value types: they are never absent when required, and boxing them would allocate.</summary>
    public bool NeedsCheck { get; } = !property.PropertyType.IsValueType;

    public Func<object, object?> Get { get; } = property.Get!;

    public Action<object, object?> Set { get; } = property.Set!;

    public ValidationProblem Missing(string path) => new(path, ProblemCodes.Required, $"'{Name}' is required.");
}
