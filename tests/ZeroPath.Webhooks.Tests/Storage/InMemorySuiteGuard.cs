using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemorySuiteGuard : SuiteGuard
{
    // The registry itself keeps the configuration in memory.
    protected override IReadOnlyCollection<Type> NotApplicable => [typeof(ConfigurationSuite)];
}
