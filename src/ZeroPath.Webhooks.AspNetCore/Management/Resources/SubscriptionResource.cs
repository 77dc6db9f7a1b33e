using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Which events an endpoint gets.")]
internal sealed record SubscriptionResource
{
    [Description("What identifies it. Operators can choose it when they create one; then it can be left out, or stay as it was shown.")]
    public string? Id { get; set; }

    [Description("The endpoint that it feeds.")]
    public required string EndpointId { get; set; }

    [Description("Names of repositories, compared ignoring case. Without these and repositoryIds: all repositories.")]
    [FromOutside]
    public IReadOnlyList<string>? Repositories { get; set; }

    [Description("Ids of repositories, compared exactly; beside or instead of names.")]
    [FromOutside]
    public IReadOnlyList<string>? RepositoryIds { get; set; }

    [Description("Documented types of events. Without them: all, future ones included.")]
    public IReadOnlyList<string>? EventTypes { get; set; }

    [Description("The lowest level of which it gets vulnerabilities.")]
    public SeverityLevel Threshold { get; set; } = SeverityLevel.Info;

    [Description("The organization whose events alone it gets; left out for that of its endpoint.")]
    public string? OrganizationId { get; set; }

    [Description("Whether it gets events.")]
    public bool Enabled { get; set; } = true;

    public static SubscriptionResource Of(WebhookSubscription subscription) => new()
    {
        Id = subscription.Id,
        EndpointId = subscription.EndpointId,
        Repositories = ListOf(subscription.Repositories.Names),
        RepositoryIds = ListOf(subscription.Repositories.Ids),
        EventTypes = subscription.EventTypes.IsAll ? null : [.. subscription.EventTypes.Types.Select(type => type.Name)],
        Threshold = subscription.Threshold,
        OrganizationId = subscription.OrganizationId,
        Enabled = subscription.Enabled,
    };

    public WebhookSubscription ToSubscription(string id) => new()
    {
        Id = id,
        EndpointId = EndpointId,
        Repositories = Repositories is null && RepositoryIds is null
            ? RepositoryScope.All
            : new() { Names = Repositories ?? [], Ids = RepositoryIds ?? [] },
        EventTypes = EventTypes is null
            ? EventTypeScope.All
            : EventTypeScope.Of(EventTypes.Select(name => new Events.WebhookEventType(name))),
        Threshold = Threshold,
        OrganizationId = OrganizationId,
        Enabled = Enabled,
    };

    private static IReadOnlyList<string>? ListOf(IReadOnlyList<string> names) => names.Count == 0 ? null : names;
}
