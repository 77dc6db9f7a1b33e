using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>A handler that was registered. It knows the type of its events, so that nothing else needs to.</summary>
/// <param name="Name">What it is called in logs, and in the jobs that it runs.</param>
/// <param name="Handles">Whether an event is for it.</param>
/// <param name="HandleAsync">Handles an event with the services of a scope.</param>
internal sealed record WebhookHandlerRegistration(
    string Name, Func<WebhookEvent, bool> Handles, Func<IServiceProvider, WebhookHandling, CancellationToken, Task> HandleAsync)
{
    /// <summary>Makes the service that it calls; null where it is a delegate.</summary>
    public Func<IServiceProvider, object>? Make { get; init; }

    public static WebhookHandlerRegistration Of<TEvent>(
        string name, Func<IServiceProvider, ReceivedWebhook<TEvent>, CancellationToken, Task> handleAsync)
        where TEvent : WebhookEvent =>
        new(name, @event => @event is TEvent, (services, handling, cancellationToken) =>
            handleAsync(services, handling.ToReceived<TEvent>(), cancellationToken));
}
