using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace ZeroPath.Webhooks.Tests.Configuration;

/// <summary>The tables of settings, and the properties that they are about.</summary>
internal static class SettingTables
{
    /// <summary>
    /// The keys of the properties of a type that can be configured: <c>Retry:Delays</c> is the property <c>Retry.Delays</c>.
    /// </summary>
    public static IEnumerable<(string Key, PropertyInfo Property)> PropertiesOf(Type type, string prefix = "") => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true } || IsList(property.PropertyType))
        .Where(property => property.GetCustomAttribute<EditorBrowsableAttribute>() is null)
        .SelectMany(property => IsPart(property.PropertyType)
            ? PropertiesOf(property.PropertyType, $"{prefix}{property.Name}:")
            : [($"{prefix}{property.Name}", property)]);

    private static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    // RetrySchedule, RetentionPolicy: settings of their own. A scope is one setting.
    private static bool IsPart(Type type) =>
        type.IsClass && type.Assembly == typeof(WebhookRegistry).Assembly && !type.Name.EndsWith("Scope", StringComparison.Ordinal);
}
