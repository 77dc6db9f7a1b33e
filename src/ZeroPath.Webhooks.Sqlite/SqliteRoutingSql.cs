namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The statements of <see cref="SqliteRouting"/>.</summary>
internal static class SqliteRoutingSql
{
    public const string LoadConfiguration = "SELECT version, document FROM zeropath_configuration WHERE version <> $known";

    public const string AddConfiguration = "INSERT OR IGNORE INTO zeropath_configuration VALUES (1, 1, $document)";

    public const string ReplaceConfiguration =
        "UPDATE zeropath_configuration SET version = version + 1, document = $document WHERE version = $version";
}
