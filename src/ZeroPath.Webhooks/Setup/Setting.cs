using Microsoft.Extensions.Configuration;

namespace ZeroPath.Webhooks;

/// <summary>
/// One setting: its key, how it is read from configuration, and which values it may have. What it means is the summary of its property.
/// </summary>
/// <typeparam name="T">What has the setting: options, an endpoint, a subscription.</typeparam>
/// <param name="Key">Its key. <c>Retry:Delays</c> is the property <c>Retry.Delays</c>.</param>
/// <param name="Get">Its value.</param>
/// <param name="Read">Reads it from a section. What has the setting is changed, or copied where it cannot change.</param>
internal sealed record Setting<T>(string Key, Func<T, object?> Get, Func<T, IConfiguration, ConfigurationValues, T> Read)
{
    /// <summary>Finds what is wrong with the value, in sentences.</summary>
    public Func<T, IEnumerable<string>> Check { get; init; } = _ => [];

    /// <summary>What may be written, as a sentence; null where everything may that can be read.</summary>
    public string? Remedy { get; init; }

    /// <summary>A setting of options.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="get">Its value.</param>
    /// <param name="set">Sets it.</param>
    /// <param name="reader">What reads it, from a section and a key; it gives the third argument back where nothing is written.</param>
    /// <param name="isFine">Whether a value may be set; null for all.</param>
    /// <param name="remedy">What to write instead of a value that may not be set.</param>
    public static Setting<T> Of<TValue>(
        string key,
        Func<T, TValue> get,
        Action<T, TValue> set,
        Func<ConfigurationValues, Func<IConfiguration, string, TValue, TValue>> reader,
        Func<TValue, bool>? isFine = null,
        string? remedy = null) => Of(key, get, With(set), reader) with
        {
            Remedy = remedy,
            Check = item => isFine?.Invoke(get(item)) == false ? [$"{key} is {Shown(get(item))}. {remedy}"] : [],
        };

    /// <summary>A setting of what cannot change.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="get">Its value.</param>
    /// <param name="with">A copy with another value.</param>
    /// <param name="reader">As above.</param>
    public static Setting<T> Of<TValue>(
        string key,
        Func<T, TValue> get,
        Func<T, TValue, T> with,
        Func<ConfigurationValues, Func<IConfiguration, string, TValue, TValue>> reader) => new(
        key,
        item => get(item),
        (item, section, values) =>
        {
            var current = get(item);
            var read = reader(values)(section, key, current);
            return EqualityComparer<TValue>.Default.Equals(read, current) ? item : with(item, read);
        });

    private static Func<T, TValue, T> With<TValue>(Action<T, TValue> set) => (item, value) =>
    {
        set(item, value);
        return item;
    };

    private static string? Shown<TValue>(TValue value) => value is string text && string.IsNullOrWhiteSpace(text) ? "empty" : $"{value}";
}
