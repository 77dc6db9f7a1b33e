using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// What the classes and their members are, in the words of their XML documentation. A test writes the resource
/// from it, and fails when it is stale.
/// </summary>
internal static class SchemaDescriptions
{
    private const string Resource = "SchemaDescriptions.json";

    private static readonly Dictionary<string, string> All = Load();

    /// <param name="type">The class.</param>
    /// <param name="member">The member that it declares, by its name in JSON; null for the class itself.</param>
    public static string Of(Type type, string? member) => All[member is null ? type.Name : $"{type.Name}.{member}"];

    private static Dictionary<string, string> Load()
    {
        using var stream = typeof(SchemaDescriptions).Assembly.GetManifestResourceStream(Resource)!;
        using var json = JsonDocument.Parse(stream);
        return json.RootElement.EnumerateObject()
            .ToDictionary(description => description.Name, description => description.Value.GetString()!);
    }
}
