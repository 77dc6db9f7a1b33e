namespace ZeroPath.Webhooks.Storage;

/// <summary>What can be written inside a transaction of the application's.</summary>
/// <param name="Events">Takes published events.</param>
/// <param name="Jobs">Takes the results of jobs.</param>
public sealed record StoreTransaction(IEventWriter Events, IJobWriter Jobs);
