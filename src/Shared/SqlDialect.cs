namespace ZeroPath.Webhooks.Shared;

/// <summary>Where the databases differ in the filters that they share.</summary>
/// <param name="IsOneOf">What stands behind a column that is in a list, with <c>{0}</c> for the list.</param>
/// <param name="List">A list as a parameter's value.</param>
/// <param name="Time">A time as a parameter's value.</param>
internal sealed record SqlDialect(string IsOneOf, Func<IEnumerable<string>, object> List, Func<DateTimeOffset, object> Time);
