using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemorySuiteGuard : SuiteGuard
{
    protected override bool IsDurable => false;
}
