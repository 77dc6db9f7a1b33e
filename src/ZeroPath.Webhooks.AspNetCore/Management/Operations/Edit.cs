namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>The one way to change what callers can see: find it, check that it is as they saw it, change it, and say why not.</summary>
internal static class Edit
{
    // Somebody else may change it between the look and the change, again and again only where something is wrong.
    private const int MaxTries = 5;

    /// <param name="call">The call, which names what is to be changed.</param>
    /// <param name="kind">What kind of thing it is.</param>
    /// <param name="change">Makes one change to what is there; again when somebody else was faster.</param>
    public static Task<OperationResult> MakeAsync<T>(OperationCall call, EditableKind<T> kind, Func<T, Task<OperationResult>> change)
        where T : class => CheckAsync(async () =>
            await kind.Find(call).ConfigureAwait(false) is not { } stored ? OperationResult.NotFound
            : !call.Matches(kind.Show(call, stored)) ? OperationResult.Changed
            : await change(stored).ConfigureAwait(false));

    /// <summary>Shows what the call names.</summary>
    public static async Task<OperationResult> ShowAsync<T>(OperationCall call, EditableKind<T> kind)
        where T : class => await kind.Find(call).ConfigureAwait(false) is { } stored ? kind.Show(call, stored) : OperationResult.NotFound;

    /// <param name="change">Looks at what there is, and makes one change; again when somebody else was faster.</param>
    public static async Task<OperationResult> CheckAsync(Func<Task<OperationResult>> change)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await change().ConfigureAwait(false);
            }
            catch (WebhookConfigurationException e)
            {
                return ConfigurationRefusal.Of(e);
            }
            catch (WebhookConflictException e) when (!e.IsOutdated || tries == MaxTries)
            {
                return OperationResult.Conflict(e.Message);
            }
            catch (WebhookConflictException)
            {
                // If the caller said what they saw, the next look finds that it has changed.
            }
        }
    }
}
