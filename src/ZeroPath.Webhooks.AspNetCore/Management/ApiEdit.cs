namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>A change of the configuration, or why there is none.</summary>
/// <param name="Configuration">The configuration after it; null to leave it as it is.</param>
/// <param name="Answer">What to answer if it takes effect.</param>
/// <param name="Item">Where in the configuration what was written ends up; null when something is removed.</param>
internal sealed record ApiEdit(RoutingTable? Configuration, ApiAnswer Answer, (string List, int Index)? Item = null)
{
    /// <summary>Nothing changes.</summary>
    public static ApiEdit Refused(ApiAnswer answer) => new(null, answer);

    public static ApiEdit Put(RoutingTable configuration, WebhookEndpoint endpoint, ApiAnswer answer) => new(
        configuration.Endpoints.Contains(endpoint) ? null : configuration.WithEndpoint(endpoint),
        answer,
        ("Endpoints", IndexOf(configuration.Endpoints.Select(item => item.Id), endpoint.Id)));

    public static ApiEdit Put(RoutingTable configuration, WebhookSubscription subscription, ApiAnswer answer) => new(
        configuration.Subscriptions.Contains(subscription) ? null : configuration.WithSubscription(subscription),
        answer,
        ("Subscriptions", IndexOf(configuration.Subscriptions.Select(item => item.Id), subscription.Id)));

    /// <summary>Makes it, again if another node makes one at the same time.</summary>
    public static async Task<ApiAnswer> MakeAsync(ApiRequest request, Func<ApiView, ApiEdit> change)
    {
        await request.ViewAsync().ConfigureAwait(false);
        ApiEdit edit = null!;
        try
        {
            await request.Service<WebhookRegistry>().UpdateAsync(
                configuration =>
                {
                    edit = change(new(request.Scope, configuration));
                    return edit.Configuration ?? configuration;
                },
                request.Cancellation).ConfigureAwait(false);
            return edit.Answer;
        }
        catch (WebhookConfigurationException e)
        {
            return ConfigurationRefusal.Of(e, edit.Item, request.Scope.IsAll);
        }
    }

    // The index it has or, as a new one, will have.
    private static int IndexOf(IEnumerable<string> ids, string id) => ids.TakeWhile(other => other != id).Count();
}
