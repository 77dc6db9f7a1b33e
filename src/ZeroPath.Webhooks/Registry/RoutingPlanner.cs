using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Checks changes of endpoints and subscriptions by the rules, and says what they are in the store.</summary>
/// <param name="codec">Makes rows.</param>
/// <param name="options">Whether endpoints may have http URLs, and where they may be.</param>
/// <param name="formats">The formats that they may have.</param>
internal sealed class RoutingPlanner(ResourceCodec codec, ZeroPathWebhooksOptions options, WebhookFormats formats)
{
    private readonly AddressRules _addresses = new(options.AllowedNetworks);

    /// <exception cref="WebhookConfigurationException">Something breaks a rule.</exception>
    public void Check(RoutingTable configuration, Func<string, WebhookEndpoint?>? findOther = null)
    {
        if (RoutingRules.Check(configuration, options.AllowHttp, _addresses, formats, findOther ?? (_ => null)) is { Count: > 0 } problems)
        {
            throw new WebhookConfigurationException(problems);
        }
    }

    /// <summary>The edits of rows. Only what is changed is checked: what others have wrong stands in nobody's way (D59).</summary>
    /// <param name="edits">What shall be changed.</param>
    /// <param name="current">What is in force.</param>
    /// <param name="given">What code and configuration files give.</param>
    /// <exception cref="WebhookConfigurationException">Something breaks a rule.</exception>
    /// <exception cref="WebhookConflictException">
    /// Something is given by code or configuration files, and cannot be removed here.
    /// </exception>
    public List<ResourceEdit> Plan(IReadOnlyList<RoutingEdit> edits, Router current, Router given)
    {
        var changes = edits.Where(edit => ChangesAnything(edit, current)).ToList();
        var endpoints = changes.Where(edit => !edit.IsRemoval).Select(edit => edit.Endpoint).OfType<WebhookEndpoint>().ToList();
        var subscriptions = changes.Where(edit => !edit.IsRemoval).Select(edit => edit.Subscription).OfType<WebhookSubscription>().ToList();
        var saved = endpoints.DistinctBy(endpoint => endpoint.Id ?? "").ToDictionary(endpoint => endpoint.Id ?? "");
        var changed = subscriptions.Select(subscription => subscription.Id).ToHashSet();
        var removed = changes.Where(edit => edit.IsRemoval).Select(edit => edit.Endpoint?.Id).OfType<string>().ToHashSet();
        Check(
            new()
            {
                Endpoints = [.. endpoints.Where(endpoint => !IsOnlySwitched(endpoint, current.FindEndpoint(endpoint.Id ?? "")))],
                Subscriptions =
                [
                    .. subscriptions.Where(subscription => !IsOnlyDisabled(subscription, current.FindSubscription(subscription.Id))),
                    .. saved.Values.Where(endpoint => IsMoved(endpoint, current))
                        .SelectMany(endpoint => current.Index.SubscriptionsOf(endpoint.Id))
                        .Where(other => !changed.Contains(other.Id)),
                ],
            },
            FindEndpoint);

        List<ResourceEdit> planned =
        [
            .. changes.Select(edit => Plan(edit, current, given, FindEndpoint)),

            // A subscription must not be added while its endpoint is removed.
            .. subscriptions.Select(subscription => subscription.EndpointId).Distinct()
                .Where(id => current.FindEndpoint(id) is { Version: > 0 } && !saved.ContainsKey(id))
                .Select(id => new ResourceEdit.Require(ResourceKind.Endpoint, id)),
        ];
        return planned.GroupBy(edit => (edit.Kind, edit.Id)).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new ArgumentException(
                $"There are two changes of {Shown(twice.Key.Kind, twice.Key.Id)}. Make one of them.", nameof(edits))
            : planned;

        // As it will be.
        WebhookEndpoint? FindEndpoint(string id) =>
            saved.GetValueOrDefault(id) ?? (removed.Contains(id) ? given : current).FindEndpoint(id);
    }

    /// <exception cref="WebhookConflictException">There is a conflict.</exception>
    public static void ThrowIfOutdated(ResourceEdit? conflict)
    {
        if (conflict is not null)
        {
            throw new WebhookConflictException(
                $"Somebody else has changed, added or removed {Shown(conflict.Kind, conflict.Id)} since. Read it again, "
                    + "and repeat the change.",
                isOutdated: true);
        }
    }

    private static string Shown(ResourceKind kind, string id) =>
        $"the {(kind == ResourceKind.Endpoint ? "endpoint" : "subscription")} {RoutingRules.Quote(id)}";

    private static bool ChangesAnything(RoutingEdit edit, Router current) => edit.IsRemoval
        || (edit.Endpoint is { } endpoint
            ? !endpoint.Equals(current.FindEndpoint(endpoint.Id ?? ""))
            : !IsSame(edit.Subscription!, current.FindSubscription(edit.Subscription!.Id)));

    // As it was written: names of repositories are equal in any case, but kept as they are.
    private static bool IsSame(WebhookSubscription one, WebhookSubscription? other) =>
        other is not null
        && one with { WrittenAt = other.WrittenAt } == other
        && one.Repositories.Names.SequenceEqual(other.Repositories.Names);

    // D59: what breaks a rule can be disabled all the same.
    private static bool IsOnlySwitched(WebhookEndpoint endpoint, WebhookEndpoint? before) =>
        before is not null && endpoint == before with { Enabled = endpoint.Enabled, DisabledReason = endpoint.DisabledReason };

    // D59: the same for subscriptions. Enabling one that breaks a rule could send more than anybody meant.
    private static bool IsOnlyDisabled(WebhookSubscription subscription, WebhookSubscription? before) =>
        before is not null && IsSame(subscription, before with { Enabled = false });

    private static bool IsMoved(WebhookEndpoint endpoint, Router current) =>
        current.FindEndpoint(endpoint.Id ?? "") is { } before && before.OrganizationId != endpoint.OrganizationId;

    private ResourceEdit Plan(RoutingEdit edit, Router current, Router given, Func<string, WebhookEndpoint?> findEndpoint)
    {
        var (kind, id, version) = edit.Endpoint is { } endpoint
            ? (ResourceKind.Endpoint, endpoint.Id, endpoint.Version)
            : (ResourceKind.Subscription, edit.Subscription!.Id, edit.Subscription.Version);
        if (!edit.IsRemoval)
        {
            return new ResourceEdit.Save(
                edit.Endpoint is null ? ResourceCodec.RowOf(edit.Subscription!) : codec.RowOf(edit.Endpoint),
                version,
                changesSecrets: edit.Endpoint?.HasSecretsOf(current.FindEndpoint(id)) == false)
            {
                Owner = (edit.Endpoint ?? findEndpoint(edit.Subscription!.EndpointId))?.OrganizationId,
            };
        }

        return version > 0 || (kind == ResourceKind.Endpoint ? (object?)given.FindEndpoint(id) : given.FindSubscription(id)) is null
            ? new ResourceEdit.Remove(
                kind, id, version, current.FindEndpoint(edit.Endpoint?.Id ?? edit.Subscription!.EndpointId)?.OrganizationId)
            : throw new WebhookConflictException(
                $"The host's code or configuration files give {Shown(kind, id)}, so it would come back with the next start. Disable it, "
                    + "or remove it there.",
                isOutdated: false);
    }
}
