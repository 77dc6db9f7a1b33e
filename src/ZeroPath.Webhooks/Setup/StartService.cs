using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Finds at the start what would else be found at the first event, and says in one entry what has started (D61).
/// </summary>
internal sealed class StartService(
    WebhookStore store,
    WebhookRegistry registry,
    StartReport report,
    WebhookHealth health,
    IServiceScopeFactory scopes,
    IOptions<ZeroPathWebhooksOptions> options,
    ILogger<StartService> logger) : IHostedLifecycleService
{
    /// <exception cref="InvalidOperationException">Something that a handler or a notifier needs is not registered.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var services = scope.ServiceProvider;
            foreach (var handler in services.GetServices<WebhookHandlerRegistration>())
            {
                Make(() => handler.Make?.Invoke(services), $"The handler {handler.Name}");
            }

            if (services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IInboundTriggerHandler)))
            {
                Make(services.GetRequiredService<IInboundTriggerHandler>, "The handler of inbound triggers");
            }

            Make(services.GetRequiredService<IDeliveryFailureNotifier>, "The notifier of failures");
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        health.HasHost = true;
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var (given, inForce) = (options.Value.ToRoutingTable(), registry.Configuration);
        var endpoints = Overridden(given.Endpoints.Select(it => it.Id), inForce.Endpoints.Where(it => it.Version > 0).Select(it => it.Id));
        var subscriptions = Overridden(
            given.Subscriptions.Select(it => it.Id), inForce.Subscriptions.Where(it => it.Version > 0).Select(it => it.Id));
        StartLog.Started(
            logger,
            WebhookMetrics.Version,
            store.Name,
            inForce.Endpoints.Count,
            inForce.Subscriptions.Count,
            report.Receivers,
            report.Doors);
        if (endpoints.Count + subscriptions.Count > 0)
        {
            var ids = string.Join(", ", [.. endpoints.Select(id => $"endpoint {id}"), .. subscriptions.Select(id => $"subscription {id}")]);
            StartLog.Overridden(logger, ids);
        }

        if (options.Value.ChosenStores > 1)
        {
            StartLog.SeveralStores(logger, options.Value.ChosenStores, store.Name);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Those that are given, and stored too.</summary>
    private static List<string> Overridden(IEnumerable<string> given, IEnumerable<string> stored) => [.. given.Intersect(stored)];

    /// <summary>Makes it once. What its constructor throws of its own may pass, and is only told.</summary>
    private void Make(Func<object?> make, string what)
    {
        try
        {
            make();
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"{what} cannot be made: {e.Message} Register what it needs.", e);
        }
        catch (Exception e)
        {
            StartLog.NotMade(logger, e, what);
        }
    }
}
