namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>What the host of a test keeps its webhooks in.</summary>
public enum StoreKind
{
    /// <summary>For what is not about stores.</summary>
    InMemory,

    /// <summary>A file of its own.</summary>
    Sqlite,

    /// <summary>A schema of its own, of the server of the test run.</summary>
    PostgreSql,
}
