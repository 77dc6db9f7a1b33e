using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Changes what is configured, and answers why not in the words of the API.</summary>
internal static class ApiEdit
{
    public static readonly (string List, int Index) Endpoint = ("Endpoints", 0);
    public static readonly (string List, int Index) Subscription = ("Subscriptions", 0);

    // Somebody else may change it between the look and the change, again and again only where something is wrong.
    private const int MaxTries = 5;

    /// <param name="request">The request.</param>
    /// <param name="item">Where the rules see what was written.</param>
    /// <param name="change">Looks at what there is, and makes one change; again when somebody else was faster.</param>
    public static async Task<ApiAnswer> MakeAsync(ApiRequest request, (string List, int Index) item, Func<ApiView, WebhookRegistry, Task<ApiAnswer>> change)
    {
        for (var tries = 1; ; tries++)
        {
            var view = await request.ViewAsync().ConfigureAwait(false);
            try
            {
                return await change(view, request.Service<WebhookRegistry>()).ConfigureAwait(false);
            }
            catch (WebhookConfigurationException e)
            {
                return ConfigurationRefusal.Of(e, item, request.Scope.IsAll);
            }
            catch (WebhookConflictException e) when (!e.IsOutdated || tries == MaxTries)
            {
                return ApiAnswer.Problem(StatusCodes.Status409Conflict, e.Message);
            }
            catch (WebhookConflictException)
            {
                // What was sent with If-Match is found to have changed by the next look.
            }
        }
    }
}
