using System.Data.Common;

namespace ZeroPath.Webhooks.Shared;

/// <summary>Columns as values.</summary>
internal static class DbRows
{
    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>Not an exception for what somebody else has written: the rows beside it shall still be shown.</summary>
    public static int Int(this DbDataReader row, int column) => (int)Math.Clamp(row.GetInt64(column), int.MinValue, int.MaxValue);
}
