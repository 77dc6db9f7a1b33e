using Microsoft.Extensions.Configuration;

namespace ZeroPath.Webhooks;

/// <summary>
/// All settings of one thing, in the order of the documentation: what is read from its section, and which keys may stand there.
/// </summary>
internal sealed class SettingTable<T>(params IEnumerable<Setting<T>> settings)
{
    public IReadOnlyList<Setting<T>> Settings { get; } = [.. settings];

    /// <summary>Reads a section that must exist into options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="section">The section.</param>
    /// <param name="problems">Gets what could not be read.</param>
    /// <param name="sources">Which source gives what.</param>
    public void Read(T options, IConfiguration section, List<string> problems, ConfigurationSources sources)
    {
        var values = new ConfigurationValues(sources);
        values.ExpectToExist(section);
        Read(options, section, values);
        problems.AddRange(values.Problems);
    }

    public T Read(T item, IConfiguration section, ConfigurationValues values)
    {
        Expect(section, Settings.Select(setting => setting.Key), values);
        return Settings.Where(setting => values.IsOneThing(section.GetSection(setting.Key)))
            .Aggregate(item, (read, setting) => setting.Read(read, section, values));
    }

    public IEnumerable<string> Check(T item) => Settings.SelectMany(setting => setting.Check(item));

    // Retry:Delays is the key Delays in the section Retry.
    private static void Expect(IConfiguration section, IEnumerable<string> keys, ConfigurationValues values)
    {
        var parts = keys.Select(key => key.Split(':', 2)).GroupBy(key => key[0], key => key.ElementAtOrDefault(1)).ToList();
        values.Expect(section, [.. parts.Select(part => part.Key)]);
        foreach (var part in parts)
        {
            if (part.OfType<string>().ToList() is { Count: > 0 } inner)
            {
                Expect(section.GetSection(part.Key), inner, values);
            }
        }
    }
}
