using System.Globalization;
using System.Reflection;

namespace ZeroPath.Webhooks.Shared;

/// <summary>
/// The steps of a store's schema: the first makes version 1 of nothing, the second version 2 of version 1, and so on. Each runs in a
/// transaction of its own together with the change of the version, so that one that fails leaves the version before it.
/// </summary>
internal static class SchemaSteps
{
    /// <summary>The embedded files <c>1.sql</c>, <c>2.sql</c> and so on.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        var steps = new List<string>();
        while (assembly.GetManifestResourceStream(string.Create(CultureInfo.InvariantCulture, $"{steps.Count + 1}.sql")) is { } file)
        {
            using var reader = new StreamReader(file);
            steps.Add(reader.ReadToEnd());
        }

        return steps;
    }
}
