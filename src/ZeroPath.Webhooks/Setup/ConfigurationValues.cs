using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// Reads values of configuration and collects what is wrong with them: which key, which value, what to write instead. What reads a
/// value gives its third argument back where nothing is written, or what is written cannot be read.
/// </summary>
/// <param name="sources">Which source gives what.</param>
internal sealed class ConfigurationValues(ConfigurationSources sources)
{
    public const string All = "All";
    public const string Forever = "Forever";
    public const string ExampleProxy = "http://proxy.example.com:3128";

    private static readonly Uri NoUrl = new("https://invalid/");

    public List<string> Problems { get; } = [];

    public void Add(IConfigurationSection section, string problem) => Problems.Add($"{section.Path} {problem}");

    /// <summary>Whether a section says one thing. A value and a list at once are a problem, whichever of the two came later.</summary>
    public bool IsOneThing(IConfigurationSection section)
    {
        if (sources.FindMixture(section) is not { } problem)
        {
            return true;
        }

        Add(section, problem);
        return false;
    }

    /// <summary>A section that is not there is a problem: its name may be mistyped.</summary>
    public void ExpectToExist(IConfiguration configuration)
    {
        if (configuration is IConfigurationSection section && !section.Exists())
        {
            Add(
                section,
                "does not exist, or is empty. Write the name of a section that has settings, or leave the call out that reads it.");
        }
    }

    /// <summary>Every other key is a problem.</summary>
    public void Expect(IConfiguration section, params string[] keys)
    {
        if (section is IConfigurationSection { Value: { Length: > 0 } } single)
        {
            Add(single, $"is a single value. Write an object with the settings {string.Join(", ", keys)}.");
        }

        foreach (var child in section.GetChildren().Where(child => !keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            Add(child, $"is not a setting. The settings here are {string.Join(", ", keys)}.");
        }
    }

    /// <summary>Whether a filter is left out, or says so. One that is null is a problem: who writes a filter means something by it, and
    /// configuration chained into other configuration makes null of an empty list.</summary>
    public bool IsAll(IConfiguration section, string key)
    {
        if (section.GetSection(key).Exists())
        {
            return string.Equals(section[key], All, StringComparison.OrdinalIgnoreCase);
        }

        if (FindWritten(section, key) is { } written)
        {
            Add(written, "is null or empty. Write a list such as [ \"…\" ], or All, or leave the key out for all.");
        }

        return true;
    }

    /// <param name="section">Where the list is.</param>
    /// <param name="key">Its key.</param>
    /// <param name="isSecret">Whether what stands in the list's place may be an address, which is not shown.</param>
    public IEnumerable<IConfigurationSection> Items(IConfiguration section, string key, bool isSecret = false)
    {
        var list = section.GetSection(key);
        // An empty list is an empty string in configuration.
        if (!string.IsNullOrEmpty(list.Value))
        {
            Add(list, $"is {(isSecret ? "a single value" : $"'{list.Value}'")}. Write a list, such as [ … ].");
        }

        return Items(list);
    }

    /// <summary>The items of what is a list.</summary>
    public IReadOnlyList<IConfigurationSection> Items(IConfigurationSection list)
    {
        var items = list.GetChildren().ToList();
        if (sources.FindSeveral(items) is { } problem)
        {
            Add(list, problem);
        }

        return items;
    }

    /// <summary>The items of a filter's list.</summary>
    public IEnumerable<string> Names(IConfiguration section, string key) => Items(section, key).Select(item => item.Value ?? "");

    public string Text(IConfiguration section, string key, string otherwise) => OptionalText(section, key, otherwise)!;

    public string? OptionalText(IConfiguration section, string key, string? otherwise)
    {
        var text = section.GetSection(key);
        if (text.Value is null && text.GetChildren().Any())
        {
            Add(text, "is a list or an object. Write one text.");
        }

        return text.Value ?? otherwise;
    }

    public string Required(IConfiguration section, string key, string remedy) =>
        section[key] is { Length: > 0 } text ? text : Invalid(section.GetSection(key), remedy, "");

    public bool Boolean(IConfiguration section, string key, bool otherwise) =>
        Parse<bool>(
            section.GetSection(key), otherwise, text => bool.TryParse(text, out var value) ? value : null, "Write true or false.")!.Value;

    public int Integer(IConfiguration section, string key, int otherwise) => Integer(section.GetSection(key), otherwise)!.Value;

    public int? OptionalInteger(IConfiguration section, string key, int? otherwise) => Integer(section.GetSection(key), otherwise);

    public ISet<int> Integers(IConfiguration section, string key, ISet<int> otherwise) =>
        List(section, key, otherwise, items => items.Select(item => Integer(item, 0)!.Value).ToHashSet());

    public double Number(IConfiguration section, string key, double otherwise) => OptionalNumber(section, key, otherwise)!.Value;

    public double? OptionalNumber(IConfiguration section, string key, double? otherwise) => Parse(
        section.GetSection(key),
        otherwise,
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
        "Write a number, such as 0.1.");

    public TimeSpan Time(IConfiguration section, string key, TimeSpan otherwise) => Time(section.GetSection(key), otherwise);

    public IReadOnlyList<TimeSpan> Times(IConfiguration section, string key, IReadOnlyList<TimeSpan> otherwise) =>
        List(section, key, otherwise, items => items.Select(item => Time(item, TimeSpan.Zero)).ToList());

    /// <summary>
    /// How long something is kept: null for ever. A key that is null may mean that, or nothing: what would be removed is gone.
    /// </summary>
    public TimeSpan? Age(IConfiguration section, string key, TimeSpan? otherwise)
    {
        var written = FindWritten(section, key);
        return written is null ? otherwise
            : string.Equals(written.Value, Forever, StringComparison.OrdinalIgnoreCase) ? null
            : ParseTime(written.Value ?? "")
                ?? Invalid(written, $"Write a time as days.hours:minutes:seconds, such as 30.00:00:00, or {Forever}.", otherwise);
    }

    public T OneOf<T>(IConfiguration section, string key, T otherwise)
        where T : struct, Enum => Parse<T>(
            section.GetSection(key),
            otherwise,
            text => Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true) : null,
            $"Write one of {string.Join(", ", Enum.GetNames<T>())}.")!.Value;

    public ISet<WebhookEventType> EventTypes(IConfiguration section, string key, ISet<WebhookEventType> otherwise) =>
        List(section, key, otherwise, _ => EventTypes(section, key).ToHashSet());

    public IEnumerable<WebhookEventType> EventTypes(IConfiguration section, string key) =>
        Names(section, key).Select(name => new WebhookEventType(name));

    public ISet<IPNetwork> Networks(IConfiguration section, string key, ISet<IPNetwork> otherwise) =>
        List(section, key, otherwise, items => items.Select(Network).OfType<IPNetwork>().ToHashSet());

    public X509Certificate2Collection Certificates(IConfiguration section, string key, X509Certificate2Collection otherwise) =>
        List(section, key, otherwise, items => [.. items.SelectMany(Certificates)]);

    /// <summary>Certificates with their keys, by name.</summary>
    public IDictionary<string, X509Certificate2> CertificatesWithKeys(
        IConfiguration section, string key, IDictionary<string, X509Certificate2> otherwise)
    {
        var named = section.GetSection(key);
        if (!string.IsNullOrEmpty(named.Value))
        {
            Add(named, "is a single value. Write an object of ids and paths, such as { \"siem\": \"certificates/siem.pem\" }.");
        }

        return named.GetChildren().Any()
            ? named.GetChildren().Select(item => (item.Key, Certificate: CertificateWithKey(item)))
                .Where(item => item.Certificate is not null).ToDictionary(item => item.Key, item => item.Certificate!)
            : otherwise;
    }

    public Uri Url(IConfiguration section, string key, Uri otherwise) =>
        Url(section.GetSection(key), "https://api.example.com/webhooks/zeropath");

    public Uri? Proxy(IConfiguration section, string key, Uri? otherwise) =>
        section.GetSection(key).Exists() ? Url(section.GetSection(key), ExampleProxy) : otherwise;

    private Uri Url(IConfigurationSection section, string example)
    {
        if (Uri.TryCreate(section.Value, UriKind.Absolute, out var url))
        {
            return url;
        }

        // Not shown: it may hold a secret.
        Add(section, $"is {(string.IsNullOrEmpty(section.Value) ? "missing" : "not an absolute address")}. "
            + $"Write an absolute address, such as {example}.");
        return NoUrl;
    }

    private X509Certificate2? CertificateWithKey(IConfigurationSection section)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(section.Value ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return Invalid<X509Certificate2?>(
                section, "Write the path of a file that can be read and has a certificate and its private key in PEM.", null);
        }
    }

    private X509Certificate2Collection Certificates(IConfigurationSection section)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(section.Value ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            certificates.Clear();
        }

        return certificates.Count > 0 ? certificates
            : Invalid(section, "Write the path of a file that can be read and has certificates in PEM.", certificates);
    }

    /// <summary>A range of addresses, exactly as it is written: in 10.1.0.7/16 one address was meant, or 65,536.</summary>
    private IPNetwork? Network(IConfigurationSection section)
    {
        var text = section.Value ?? "";
        if (IPNetwork.TryParse(text, out var network) && network.BaseAddress.Equals(IPAddress.Parse(text.Split('/')[0])))
        {
            return network;
        }

        return Invalid<IPNetwork?>(
            section, "Write a range of addresses by its first, such as 10.1.0.0/16, or one address, such as 10.1.0.7/32.", null);
    }

    /// <summary>A key that is written, if only with null.</summary>
    private static IConfigurationSection? FindWritten(IConfiguration section, string key)
    {
        var parent = ConfigurationPath.GetParentPath(key) is { } path ? section.GetSection(path) : section;
        var name = ConfigurationPath.GetSectionKey(key);
        return parent.GetChildren().FirstOrDefault(child => string.Equals(child.Key, name, StringComparison.OrdinalIgnoreCase));
    }

    private T List<T>(IConfiguration section, string key, T otherwise, Func<IEnumerable<IConfigurationSection>, T> read) =>
        section.GetSection(key).Exists() ? read(Items(section, key)) : otherwise;

    private int? Integer(IConfigurationSection section, int? otherwise) => Parse(
        section,
        otherwise,
        text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null,
        "Write an integer.");

    private TimeSpan Time(IConfigurationSection section, TimeSpan otherwise) =>
        Parse<TimeSpan>(section, otherwise, ParseTime, "Write a time as hours:minutes:seconds, such as 00:00:30.")!.Value;

    // "30" would be thirty days, and without an exact format so would be "24:00:00", twenty-four.
    private static TimeSpan? ParseTime(string text) =>
        text.Contains(':') && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) ? value : null;

    private T? Parse<T>(IConfigurationSection section, T? otherwise, Func<string, T?> parse, string remedy)
        where T : struct =>
        !section.Exists() ? otherwise : parse(section.Value ?? "") ?? Invalid(section, remedy, otherwise);

    private T Invalid<T>(IConfigurationSection section, string remedy, T otherwise)
    {
        Add(section, section.Value is { Length: > 0 } text ? $"is '{text}'. {remedy}" : $"is missing. {remedy}");
        return otherwise;
    }
}
