using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;
using ZeroPath.Webhooks.Tests.Guide;

namespace ZeroPath.Webhooks.Tests.Configuration;

/// <summary>The tables of <c>docs/configuration.md</c> are made from the tables of settings and the summaries of the properties.</summary>
public partial class SettingDocumentTests
{
    private static readonly Dictionary<string, XElement> Summaries =
        XDocument.Load(Path.ChangeExtension(typeof(WebhookRegistry).Assembly.Location, ".xml"))
            .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!);

    [Fact]
    public void The_tables_are_those_of_the_code() => GeneratedBlocks.ShouldBeCurrent("docs/configuration.md", TableOf, count: 4);

    private static string TableOf(string name) => name switch
    {
        "options" => TableOf(WebhookSettings.Table, new()),
        "endpoint" => TableOf(EndpointSettings.Table, new() { Name = "", Url = null! }),
        "subscription" => TableOf(SubscriptionSettings.Table, new() { EndpointId = "" }),
        "receiver" => TableOf(ReceiverSettings.Table, new()),
        _ =>
            throw new ArgumentException(
                $"docs/configuration.md has a table '{name}', and there are options, endpoint, subscription and receiver.", nameof(name)),
    };

    private static string TableOf<T>(SettingTable<T> table, T blank) => string.Concat(
        [
            "| Setting | Default | Meaning |\n| --- | --- | --- |\n",
            .. table.Settings.Select(setting =>
                $"| `{setting.Key}` | {Default(setting, blank)} | {$"{TextOf(PropertyOf<T>(setting.Key))} {setting.Remedy}".Trim()} |\n"),
        ]);

    private static PropertyInfo PropertyOf<T>(string key) => key == "RepositoryIds"
        ? typeof(RepositoryScope).GetProperty(nameof(RepositoryScope.Ids))!
        : SettingTables.PropertiesOf(typeof(T)).Single(one => one.Key == key).Property;

    private static string Default<T>(Setting<T> setting, T blank) =>
        setting.Key == "Id" ? "derived"
        : PropertyOf<T>(setting.Key) is var property && property.IsDefined(typeof(RequiredMemberAttribute))
            && property.DeclaringType == typeof(T) ? "required"
        : setting.Get(blank) switch
        {
            null => property.PropertyType == typeof(TimeSpan?) ? $"`{ConfigurationValues.Forever}`" : "none",
            RepositoryScope { IsAll: true } or EventTypeScope { IsAll: true } => $"`{ConfigurationValues.All}`",
            string text => $"`{text}`",
            IEnumerable items =>
                items.Cast<object>().Select(item => $"`{Shown(item)}`").ToList() is { Count: > 0 } all ? string.Join(", ", all) : "none",
            var value => $"`{Shown(value)}`",
        };

    private static string Shown(object value) => value switch
    {
        bool => value.ToString()!.ToLowerInvariant(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string TextOf(PropertyInfo property) => Spaces().Replace(
        string.Concat(Summaries[$"P:{property.DeclaringType!.FullName}.{property.Name}"].Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            _ => node.ToString(),
        })),
        " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
