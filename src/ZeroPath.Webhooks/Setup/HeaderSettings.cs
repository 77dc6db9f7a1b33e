using Microsoft.Extensions.Configuration;

namespace ZeroPath.Webhooks;

/// <summary>Reads headers: an object of names and values, or a list, as a shell's variables cannot have the name of every header.</summary>
internal static class HeaderSettings
{
    /// <summary>Headers that have one value each.</summary>
    public static IReadOnlyDictionary<string, string> ReadSingle(ConfigurationValues values, IConfiguration section, string key)
    {
        var headers = Read(values, section, key).ToList();
        foreach (var (name, value) in headers.Where(header => header.Value.Value is null))
        {
            values.Add(value, $"is no value of the header {name}. Write one text.");
        }

        return headers.ToDictionary(header => header.Name, header => header.Value.Value ?? "");
    }

    /// <summary>The names, and the sections that have the values.</summary>
    public static IEnumerable<(string Name, IConfigurationSection Value)> Read(
        ConfigurationValues values, IConfiguration section, string key)
    {
        var headers = section.GetSection(key);
        var items = headers.GetChildren().ToList();
        var isList = items.Exists(item => int.TryParse(item.Key, out _));
        if (!string.IsNullOrEmpty(headers.Value)
            || (isList && items.Exists(item => item.Value is not null || !int.TryParse(item.Key, out _))))
        {
            values.Add(
                headers,
                "is no object of names and values. Write one, such as { \"Authorization\": \"Bearer …\" }, or a list, such as "
                    + "[ { \"Name\": \"Authorization\", \"Value\": \"Bearer …\" } ].");
            return [];
        }

        return isList ? Listed(values, items) : items.Select(item => (item.Key, item));
    }

    private static List<(string Name, IConfigurationSection Value)> Listed(
        ConfigurationValues values, List<IConfigurationSection> items)
    {
        var headers = new List<(string Name, IConfigurationSection Value)>();
        foreach (var item in items)
        {
            values.Expect(item, "Name", "Value");
            var name = values.Required(item, "Name", "Write the name of a header, such as Authorization.");
            if (headers.Exists(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                values.Add(item.GetSection("Name"), $"is {HeaderName.Shown(name)}, which is in the list already. Write each header once.");
            }
            else if (name.Length > 0)
            {
                headers.Add((name, item.GetSection("Value")));
            }
        }

        return headers;
    }
}
