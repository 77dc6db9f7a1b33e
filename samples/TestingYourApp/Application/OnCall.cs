using ZeroPath.Webhooks;

namespace TestingYourApp.Application;

/// <summary>Whoever is on call, and is told of endpoints that do not take what they should.</summary>
public sealed class OnCall : IDeliveryFailureNotifier
{
    public List<string> Calls { get; } = [];

    public Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken)
    {
        Calls.Add($"{notice.EndpointId} did not take {notice.FailedDeliveries.Count}.");
        return Task.CompletedTask;
    }
}
