using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Guide;

#region tell_the_team
public sealed class TellTheTeam : IWebhookHandler<ScanFailedEvent>
{
    public Task HandleAsync(ReceivedWebhook<ScanFailedEvent> received, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{received.Id}: scan {received.Event.Scan.Id} failed: {received.Event.Error}");
        return Task.CompletedTask;
    }
}
#endregion
