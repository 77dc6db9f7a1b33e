using Xunit;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>Fails when a store's tests forgot a suite. Derive from it once, beside the suites.</summary>
public abstract class SuiteGuard
{
    /// <summary>Whether the store outlives its process. Only then is there something to be told of one that ended.</summary>
    protected virtual bool IsDurable => true;

#pragma warning disable CS1591 // The name says it.
    [Fact]
    public void Every_suite_is_run()
    {
        var derived = GetType().Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsPublic: true }).ToList();
        var forgotten = typeof(SuiteGuard).Assembly.GetExportedTypes()
            .Where(suite => suite.IsAbstract && suite.IsSubclassOf(typeof(StoreSuite)) && (IsDurable || suite != typeof(CutOffSuite)))
            .Where(suite => !derived.Exists(type => type.Namespace == GetType().Namespace && type.IsSubclassOf(suite)))
            .Select(suite => suite.Name);
        Assert.Empty(forgotten);
    }
}
