namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>What somebody wrote into a row by hand, or a backup brought back.</summary>
/// <param name="Table">The table, such as <c>delivery</c>, without the prefix or schema that a store has.</param>
/// <param name="Column">The column.</param>
/// <param name="Value">The value, as the store's own language writes it.</param>
public sealed record Damage(string Table, string Column, string Value);
