using System.Globalization;
using System.Reflection;
using ZeroPath.Webhooks.Storage;

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

    /// <summary>Refuses a schema that is newer than the one known here; where it is only looked at, an older one too.</summary>
    /// <param name="place">Where it is, such as <c>The SQLite file 'webhooks.db'</c>.</param>
    /// <param name="version">The version that it has.</param>
    /// <param name="known">The latest version known here.</param>
    /// <param name="isReadOnly">Whether it is only looked at, so that nobody brings it up to date.</param>
    /// <exception cref="StoreUnusableException">It is refused; the message says what to do.</exception>
    public static void ThrowIfUnusable(string place, long version, int known, bool isReadOnly)
    {
        var remedy = version > known
            ? isReadOnly
                ? "Look with a newer version: the one that the application has."
                : "Update the package, or use the store with the newer application only."
            : version < known && isReadOnly
                ? "Look with the version that the application has, or start a newer version of the application: it brings the store up to "
                    + "date."
                : null;
        if (remedy is not null)
        {
            throw new StoreUnusableException(
                $"{place} has version {version} of the schema; this version of {typeof(SchemaSteps).Assembly.GetName().Name} knows "
                + $"{known}. {remedy}");
        }
    }
}
