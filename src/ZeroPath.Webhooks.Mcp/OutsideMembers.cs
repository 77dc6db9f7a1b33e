using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.Mcp;

/// <summary>Members whose text somebody outside wrote.</summary>
internal static class OutsideMembers
{
    /// <returns>Their paths, such as <c>result.items[].name</c>.</returns>
    public static IEnumerable<string> Of(JsonTypeInfo type, string path)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Enumerable:
                return Of(type.Options.GetTypeInfo(type.ElementType!), $"{path}[]");
            case JsonTypeInfoKind.Object:
                return type.Properties.SelectMany(property => property.AttributeProvider!.IsDefined(typeof(FromOutsideAttribute), false)
                    ? [$"{path}.{property.Name}"]
                    : Of(type.Options.GetTypeInfo(property.PropertyType), $"{path}.{property.Name}"));
            default:
                // A document as a whole is a payload; within a resource it is ours.
                return type.Type == typeof(JsonElement) && path == ToolResult.Result ? [path] : [];
        }
    }
}
