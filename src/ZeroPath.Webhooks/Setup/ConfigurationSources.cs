using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ZeroPath.Webhooks;

/// <summary>
/// Which source of configuration gives what, where there is a root that says so. Layers are merged key by key, so that lists of two sources
/// become one that nobody has written (D54).
/// </summary>
/// <param name="root">The root; null where nobody knows one.</param>
internal sealed class ConfigurationSources(IConfigurationRoot? root)
{
    private readonly List<IConfigurationProvider> _providers = root is null ? [] : [.. ProvidersOf(root)];

    /// <summary>Of the root that a section is of: itself, or the application's.</summary>
    public static ConfigurationSources Of(IConfiguration section, IServiceProvider services) =>
        new(section as IConfigurationRoot ?? services.GetService<IConfiguration>() as IConfigurationRoot);

    /// <summary>What is wrong with a section in which a source writes a value and another a list or an object; null for nothing.</summary>
    public string? FindMixture(IConfigurationSection section)
    {
        if (section.Value is null || section.GetChildren().ToList() is not { Count: > 0 } children)
        {
            return null;
        }

        // An empty list is an empty value, over which a later source may write.
        var place = PlaceOf(section);
        var items = children.Select(FirstValue).OfType<IConfigurationSection>().ToList();
        return section.Value.Length == 0 && place >= 0 && items.TrueForAll(item => PlaceOf(item) > place) ? null
            : $"is a value{From(section)} and a list or an object{From(items.FirstOrDefault())} at once; neither replaces the other. Write "
                + "one of the two.";
    }

    /// <summary>What is wrong with a list of which several sources write items; null for nothing.</summary>
    public string? FindSeveral(IEnumerable<IConfigurationSection> items)
    {
        var sources = items.Where(item => item.Value is not null).GroupBy(PlaceOf).Where(source => source.Key >= 0).ToList();
        var found = sources.Select(source => $"{string.Join(", ", source.Select(item => item.Key))} of {_providers[source.Key]}");
        return sources.Count < 2 ? null
            : $"has items of several sources, which make one list that nobody has written: {string.Join("; ", found)}. "
                + "Write the whole list in one source.";
    }

    // Chained sources are not asked as one, but each by itself.
    private static IEnumerable<IConfigurationProvider> ProvidersOf(IConfigurationRoot root) => root.Providers.SelectMany(provider =>
        provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } ? ProvidersOf(inner) : [provider]);

    private static IConfigurationSection? FirstValue(IConfigurationSection section) =>
        section.Value is not null ? section : section.GetChildren().Select(FirstValue).FirstOrDefault(found => found is not null);

    /// <summary>Which source a value comes from: the last one that has it. -1 where that is not known.</summary>
    private int PlaceOf(IConfigurationSection section) =>
        _providers.FindLastIndex(provider => provider.TryGet(section.Path, out var value) && value == section.Value);

    private string From(IConfigurationSection? section) =>
        section is not null && PlaceOf(section) is >= 0 and var place ? $" (of {_providers[place]})" : "";
}
