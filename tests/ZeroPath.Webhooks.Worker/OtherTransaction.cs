using System.Data;
using System.Data.Common;

namespace ZeroPath.Webhooks.Worker;

/// <summary>A transaction of a driver that no store uses.</summary>
public sealed class OtherTransaction : DbTransaction
{
    public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

    protected override DbConnection? DbConnection => null;

    public override void Commit()
    {
    }

    public override void Rollback()
    {
    }
}
