using Microsoft.Extensions.Configuration;
using Row = ZeroPath.Webhooks.Setting<ZeroPath.Webhooks.WebhookSubscription>;

namespace ZeroPath.Webhooks;

/// <summary>
/// The settings of a <see cref="WebhookSubscription"/>: a property there has a row here. <see cref="RoutingRules"/> checks them.
/// </summary>
internal static class SubscriptionSettings
{
    public static SettingTable<WebhookSubscription> Table { get; } = new(
    [
        Row.Of("Id", s => s.Id, (s, v) => s with { Id = v }, values => values.Text),
        Row.Of(
            "EndpointId", s => s.EndpointId, (s, v) => s with { EndpointId = v },
            values => (section, key, _) => values.Required(section, key, "Write the Id of an endpoint, or its Name if it has no Id.")),
        new("Repositories", s => s.Repositories, (s, section, values) => s with { Repositories = Repositories(section, values) }),

        // Names and ids are one scope, and read together.
        new("RepositoryIds", s => s.Repositories.Ids, (s, _, _) => s),
        Row.Of("EventTypes", s => s.EventTypes, (s, v) => s with { EventTypes = v }, values => (section, key, _) =>
            values.IsAll(section, key) ? EventTypeScope.All : EventTypeScope.Of(values.EventTypes(section, key))),
        Row.Of("Threshold", s => s.Threshold, (s, v) => s with { Threshold = v }, values => values.OneOf),
        Row.Of("OrganizationId", s => s.OrganizationId, (s, v) => s with { OrganizationId = v }, values => values.OptionalText),
        Row.Of("Enabled", s => s.Enabled, (s, v) => s with { Enabled = v }, values => values.Boolean),
    ]);

    public static WebhookSubscription Read(IConfigurationSection section, ConfigurationValues values) =>
        Table.Read(new() { EndpointId = null!, WrittenAt = new(section.Path) }, section, values);

    private static RepositoryScope Repositories(IConfiguration section, ConfigurationValues values)
    {
        var hasIds = section.GetSection("RepositoryIds").Exists();
        if (values.IsAll(section, "Repositories") && (!hasIds || section["Repositories"] is not null))
        {
            if (hasIds)
            {
                values.Add(
                    section.GetSection("RepositoryIds"), $"stands beside Repositories: {ConfigurationValues.All}. Write one of the two.");
            }

            return RepositoryScope.All;
        }

        return new()
        {
            Names = [.. values.Names(section, "Repositories")],
            Ids = [.. values.Names(section, "RepositoryIds")],
        };
    }
}
