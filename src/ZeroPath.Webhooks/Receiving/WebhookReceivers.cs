using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Makes receivers, and makes them anew when their options change.</summary>
internal sealed class WebhookReceivers(
    WebhookHandlers handlers,
    JobDispatcher dispatcher,
    WebhookStore store,
    IOptionsMonitor<WebhookReceiverOptions> options,
    IEnumerable<IConfigureOptions<WebhookReceiverOptions>> configured,
    TimeProvider time,
    ILogger<WebhookReceivers> logger) : IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly List<string> _names = [];

    /// <summary>The names of those that were opened.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>What gives the receiver of this name as its options are at the moment: ask once for each request.</summary>
    /// <exception cref="InvalidOperationException">It cannot be used; the message says what to call.</exception>
    public Func<WebhookReceiver> Open(string name)
    {
        if (handlers.Names.Count == 0)
        {
            throw new InvalidOperationException(
                "Nothing would be done with what is received. Call AddHandler<ScanCompleteEvent, "
                    + "MyHandler>() on what AddZeroPathWebhooks returns, or give a delegate.");
        }

        var names = configured.OfType<ConfigureNamedOptions<WebhookReceiverOptions>>().Select(one => one.Name).Distinct().ToList();
        if (names.Count > 0 && !names.Contains(name) && !names.Contains(null))
        {
            throw new InvalidOperationException(
                name.Length == 0
                    ? "There is no receiver without a name. Call AddReceiver(…), or map one that there is, by its name: "
                        + $"'{string.Join("', '", names)}'."
                    : $"There is no receiver '{name}'. Call AddReceiver(…, \"{name}\"), or map one that there is: "
                        + $"{string.Join(", ", names.Select(it => it!.Length == 0 ? "the one without a name" : $"'{it}'"))}.");
        }

        var given = options.Get(name);
        var current = FindProblems(given) is { } problems
            ? throw new InvalidOperationException($"The configuration of {ReceiverName.Shown(name)} cannot be used. {problems}")
            : Create(name, given);
        _names.Add(name);
        if (options.OnChange((changed, changedName) =>
        {
            if (changedName == name)
            {
                Change(name, changed, ref current);
            }
        }) is { } subscription)
        {
            _subscriptions.Add(subscription);
        }

        return () => Volatile.Read(ref current);
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private void Change(string name, WebhookReceiverOptions changed, ref WebhookReceiver current)
    {
        if (FindProblems(changed) is { } problems)
        {
            ReceivingLog.BadChange(logger, ReceiverName.Shown(name), problems);
        }
        else
        {
            Volatile.Write(ref current, Create(name, changed));
        }
    }

    private string? FindProblems(WebhookReceiverOptions given) =>
        string.Join(" ", ReceiverRules.Check(given, store.IsDurable)) is { Length: > 0 } problems ? problems : null;

    private WebhookReceiver Create(string name, WebhookReceiverOptions given)
    {
        var mode = given.Mode ?? (store.IsDurable ? ReceivingMode.Inbox : ReceivingMode.Inline);
        var intake = new ReceivedEventIntake(name, mode, handlers, dispatcher, store.Jobs, time);
        return new(name, given, new(given, time), handlers, intake, logger);
    }
}
