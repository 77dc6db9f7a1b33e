using System.Collections.Frozen;
using System.Data.Common;

namespace ZeroPath.Webhooks.Shared;

/// <summary>
/// Columns as values. What somebody else has written there, by hand or from a backup, is read within bounds, and is no exception: the rows
/// beside it shall still be leased and shown.
/// </summary>
internal static class DbRows
{
    private static readonly FrozenDictionary<string, AttemptOutcome>.AlternateLookup<ReadOnlySpan<char>> Outcomes =
        Enum.GetValues<AttemptOutcome>().ToFrozenDictionary(outcome => outcome.ToString(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    // A driver need not widen: Npgsql without its extra conversions reads each type as itself.
    public static int Int(this DbDataReader row, int column) => Type.GetTypeCode(row.GetFieldType(column)) switch
    {
        TypeCode.Int16 => row.GetInt16(column),
        TypeCode.Int32 => row.GetInt32(column),
        _ => (int)Math.Clamp(row.GetInt64(column), int.MinValue, int.MaxValue),
    };

    /// <summary>How many: 0 for what is less.</summary>
    public static int Count(this DbDataReader row, int column) => Math.Max(0, row.Int(column));

    /// <summary>A part of a whole, from 0 to 1: 0 for what is no number.</summary>
    public static double Part(this DbDataReader row, int column) =>
        row.GetDouble(column) is var part && double.IsNaN(part) ? 0 : Math.Clamp(part, 0, 1);

    /// <summary>A value of an enumeration by its number.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="otherwise">What a number means that the enumeration does not have.</param>
    public static T Choice<T>(this DbDataReader row, int column, T otherwise)
        where T : struct, Enum =>
        (T)Enum.ToObject(typeof(T), row.Int(column)) is var value && Enum.IsDefined(value) ? value : otherwise;

    public static AttemptOutcome Outcome(this DbDataReader row, int column) => Outcome(row.GetString(column));

    public static AttemptOutcome Outcome(ReadOnlySpan<char> text) =>
        Outcomes.TryGetValue(text, out var outcome) ? outcome : AttemptOutcome.Unknown;
}
