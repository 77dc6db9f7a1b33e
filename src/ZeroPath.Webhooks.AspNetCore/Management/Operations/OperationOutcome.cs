namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>How an operation ended.</summary>
internal enum OperationOutcome
{
    /// <summary>All is well.</summary>
    Done,

    /// <summary>Something was created.</summary>
    Created,

    /// <summary>What the caller wrote is wrong.</summary>
    Invalid,

    /// <summary>The caller may not.</summary>
    Forbidden,

    /// <summary>It is not there, or is another organization's.</summary>
    NotFound,

    /// <summary>The state of things is such that it cannot be done.</summary>
    Conflict,

    /// <summary>It is not as the caller saw it.</summary>
    Changed,

    /// <summary>The caller must say what they saw.</summary>
    TagMissing,

    /// <summary>The caller has done it too often.</summary>
    TooMany,

    /// <summary>The store does not answer.</summary>
    StoreAway,
}
