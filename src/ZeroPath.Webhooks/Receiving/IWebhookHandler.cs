using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// What the application does when an event is received: register one with <c>AddHandler</c> on what <c>AddZeroPathWebhooks</c> returns.
/// There can be several for a type. Each has a job of its own for each event: when one throws, it alone is run again.
/// </summary>
/// <typeparam name="TEvent">
/// Which events: those of one type, such as <see cref="ScanCompleteEvent"/>; <see cref="WebhookEvent"/> for all, types that this version
/// does not know and documents that break the rules of their type included.
/// </typeparam>
/// <example>
/// <code>
/// public sealed class TellTheTeam : IWebhookHandler&lt;ScanFailedEvent>
/// {
///     public Task HandleAsync(ReceivedWebhook&lt;ScanFailedEvent> received, CancellationToken cancellationToken)
///     {
///         Console.WriteLine($"{received.Id}: scan {received.Event.Scan.Id} failed: {received.Event.Error}");
///         return Task.CompletedTask;
///     }
/// }
/// </code>
/// </example>
public interface IWebhookHandler<TEvent>
    where TEvent : WebhookEvent
{
    /// <summary>
    /// Handles an event. It is called at least once for each event, also when the process ends in between, and called again, as the
    /// receiver's mode says, when it throws.
    /// </summary>
    /// <param name="received">The event, and what is known of how it came.</param>
    /// <param name="cancellationToken">
    /// Cancelled when <see cref="WebhookHandlerOptions.Timeout"/> is over, the host stops and does not wait any longer, or somebody else
    /// has got the event; not when the sender hangs up.
    /// </param>
    Task HandleAsync(ReceivedWebhook<TEvent> received, CancellationToken cancellationToken);
}
