namespace ZeroPath.Webhooks.AspNetCore.Worker;

internal sealed class EndlessAgent : IInboundTriggerHandler
{
    public async Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return null;
    }
}
