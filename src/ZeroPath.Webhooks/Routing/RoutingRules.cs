using System.Net;
using System.Text.Encodings.Web;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>Checks a configuration before it is used: what is wrong is said when it is written, not when an alert is lost.</summary>
internal static class RoutingRules
{
    /// <summary>
    /// Everything that is wrong with a configuration; empty for a valid one. It never shows a header's value, nor
    /// more of a URL than scheme and host.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="allowHttp">Whether endpoints may have http URLs: the host's option <c>AllowHttp</c>.</param>
    /// <param name="allowedNetworks">
    /// The private networks in which endpoints may be: the host's option <c>AllowedNetworks</c>. Null for none.
    /// </param>
    /// <param name="formats">The formats that endpoints may have. Null for those that are built in.</param>
    public static IReadOnlyList<RoutingProblem> Check(
        RoutingTable configuration, bool allowHttp, IEnumerable<IPNetwork>? allowedNetworks = null, WebhookFormats? formats = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Check(configuration, allowHttp, new AddressRules(allowedNetworks ?? []), formats ?? WebhookFormats.BuiltIn, _ => null);
    }

    /// <param name="configuration">The configuration.</param>
    /// <param name="allowHttp">The option.</param>
    /// <param name="addresses">Where endpoints may be.</param>
    /// <param name="formats">The formats that they may have.</param>
    /// <param name="findOther">Finds an endpoint that subscriptions may be of, though it is not in the list.</param>
    internal static IReadOnlyList<RoutingProblem> Check(
        RoutingTable configuration,
        bool allowHttp,
        AddressRules addresses,
        WebhookFormats formats,
        Func<string, WebhookEndpoint?> findOther)
    {
        List<(WebhookEndpoint Item, ProblemPath Path)> endpoints =
            [.. configuration.Endpoints.Select((item, index) => (item, new ProblemPath("Endpoints", index, item.WrittenAt)))];
        List<(WebhookSubscription Item, ProblemPath Path)> subscriptions =
            [.. configuration.Subscriptions.Select((item, index) => (item, new ProblemPath("Subscriptions", index, item.WrittenAt)))];
        var endpointsById = configuration.Endpoints.DistinctBy(endpoint => endpoint.Id ?? "").ToDictionary(endpoint => endpoint.Id ?? "");
        return
        [
            .. endpoints.SelectMany(endpoint => EndpointRules.Check(endpoint.Item, endpoint.Path, allowHttp, addresses, formats)),
            .. Repeated(endpoints, endpoint => endpoint.Id, "An endpoint without an Id takes its Name for one."),
            .. subscriptions.SelectMany(subscription => Check(
                subscription.Item, subscription.Path, id => endpointsById.GetValueOrDefault(id) ?? findOther(id))),
            .. Repeated(subscriptions, subscription => subscription.Id, "One without an Id gets a new one."),
        ];
    }

    /// <summary>What was written, in quotes, fit for a line of a log.</summary>
    internal static string Quote(string text) => $"'{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}'";

    internal static IEnumerable<RoutingProblem> CheckOrganization(string? id, ProblemPath path)
    {
        if (id is not null && string.IsNullOrWhiteSpace(id))
        {
            yield return new(path.To("OrganizationId"), "The organization's id is empty. Write one, or leave it out for the host's own.");
        }

        foreach (var problem in CheckText(id, path.To("OrganizationId")))
        {
            yield return problem;
        }
    }

    /// <summary>What no database can hold.</summary>
    internal static IEnumerable<RoutingProblem> CheckText(string? text, ProblemPath path)
    {
        if (text is not null && (text.Contains('\0', StringComparison.Ordinal) || !JsonTextRules.IsUnicode(text)))
        {
            yield return new(path, "It has a NUL character, or half of a surrogate pair. Leave that out.");
        }
    }

    private static IEnumerable<RoutingProblem> Repeated<T>(IEnumerable<(T Item, ProblemPath Path)> items, Func<T, string> idOf, string note)
    {
        var first = new Dictionary<string, ProblemPath>();
        foreach (var (item, path) in items)
        {
            if (idOf(item) is var id && !string.IsNullOrWhiteSpace(id) && !first.TryAdd(id, path))
            {
                yield return new(path.To("Id"), $"{Quote(id)} is the Id of {first[id].InConfiguration()} too. Write another. {note}");
            }
        }
    }

    private static IEnumerable<RoutingProblem> Check(
        WebhookSubscription subscription, ProblemPath path, Func<string, WebhookEndpoint?> find)
    {
        if (string.IsNullOrWhiteSpace(subscription.Id))
        {
            yield return new(path.To("Id"), "The id is empty. Write one, or leave it out to get a new one.");
        }

        if (subscription.UnreadableReason is { } reason)
        {
            // To save what was made in its place would be to widen it to all events.
            yield return new(path.To("UnreadableReason"), reason);
        }

        if (find(subscription.EndpointId ?? "") is not { } endpoint)
        {
            yield return new(
                path.To("EndpointId"),
                $"There is no endpoint {Quote(subscription.EndpointId ?? "")}. " +
                "Write the Id of one of the Endpoints, or its Name if it has no Id.");
        }
        else if (subscription.OrganizationId is { } own && endpoint.OrganizationId is { } other && own != other)
        {
            // D22: a subscription must not feed another organization's endpoint.
            yield return new(
                path.To("OrganizationId"),
                $"The subscription is of organization {Quote(own)}, its endpoint {Quote(endpoint.Id)} of {Quote(other)}. " +
                $"Write {Quote(other)}, or leave it out.");
        }

        if (!Enum.IsDefined(subscription.Threshold))
        {
            yield return new(
                path.To("Threshold"),
                $"'{subscription.Threshold}' is no level. Write {string.Join(", ", Enum.GetNames<SeverityLevel>())}.");
        }

        foreach (var problem in IdRules.Check(subscription.Id, path)
            .Concat(CheckOrganization(subscription.OrganizationId, path))
            .Concat(Check(subscription.Repositories, path))
            .Concat(Check(subscription.EventTypes, path)))
        {
            yield return problem;
        }
    }

    // D19: an empty list is most likely a mistake, and "all" the costliest reading of it.
    private static IEnumerable<RoutingProblem> Check(RepositoryScope scope, ProblemPath path)
    {
        if (scope is { IsAll: false, Ids: [], Names: [] })
        {
            return [new(path.To("Repositories"), "No repository is listed. Write names or ids of some, or All.")];
        }

        return Blank(scope.Ids, index => path.To("RepositoryIds", index, "Repositories.Ids"), "the id of a repository")
            .Concat(Blank(scope.Names, index => path.To("Repositories", index, "Repositories.Names"), "the name of a repository"))
            .Concat(All(scope.Ids, index => path.To("RepositoryIds", index, "Repositories.Ids")))
            .Concat(All(scope.Names, index => path.To("Repositories", index, "Repositories.Names")));
    }

    private static IEnumerable<RoutingProblem> Check(EventTypeScope scope, ProblemPath path)
    {
        if (scope is { IsAll: false, Types: [] })
        {
            return [new(path.To("EventTypes"), "No event type is listed. Write some, such as SCAN_COMPLETE, or All.")];
        }

        var unknown = scope.Types.Index()
            .Where(item => !string.IsNullOrWhiteSpace(item.Item?.Name) && EventCatalog.Find(item.Item) is null);
        return Blank(scope.Types.Select(type => type?.Name), PathOf, "an event type, such as SCAN_COMPLETE")
            .Concat(unknown.Select(item => new RoutingProblem(
                PathOf(item.Index),
                $"{Quote(item.Item.Name)} is no documented event type. {NearestEventType.Hint(item.Item.Name)} " +
                "Types that this version does not know come only with All.")));

        ProblemPath PathOf(int index) => path.To("EventTypes", index, "EventTypes.Types");
    }

    // It would match a repository of this name, and nobody means that.
    private static IEnumerable<RoutingProblem> All(IEnumerable<string> entries, Func<int, ProblemPath> pathOf) => entries.Index()
        .Where(entry => string.Equals(entry.Item, "All", StringComparison.OrdinalIgnoreCase))
        .Select(entry => new RoutingProblem(
            pathOf(entry.Index),
            "It is All, which in a list is one of this name. For all write All without the list, or leave it out."));

    private static IEnumerable<RoutingProblem> Blank(IEnumerable<string?> entries, Func<int, ProblemPath> pathOf, string what) =>
        entries.Index()
        .Where(entry => string.IsNullOrWhiteSpace(entry.Item))
        .Select(entry => new RoutingProblem(pathOf(entry.Index), $"The entry is empty. Write {what}, or leave the entry out."));
}
