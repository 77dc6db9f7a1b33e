namespace ZeroPath.Webhooks;

/// <summary>
/// What the host does when a trigger was called: <see cref="ZeroPathWebhooksBuilder.AddInboundTriggerHandler{THandler}"/> registers one.
/// </summary>
public interface IInboundTriggerHandler
{
    /// <summary>
    /// Executes a trigger. Called after the request was answered; at least once for each accepted request, also when the process ends in
    /// between. When it throws, or takes longer than the trigger's <see cref="InboundTrigger.Timeout"/>, the execution has failed; it is
    /// not repeated, unless somebody asks for it.
    /// </summary>
    /// <param name="execution">The trigger, its prompt and the payload.</param>
    /// <param name="cancellationToken">Cancelled when the time is over, somebody cancels the execution, or the host stops.</param>
    /// <returns>The result, as text for people, kept with the execution, up to 65,536 characters of it; null for none.</returns>
    Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken);
}
