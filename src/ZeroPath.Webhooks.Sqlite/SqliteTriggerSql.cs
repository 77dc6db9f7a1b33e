namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The statements of <see cref="SqliteTriggers"/>.</summary>
internal static class SqliteTriggerSql
{
    public const string InboundTriggers = "SELECT seq, id, organization_id, version, document FROM zeropath_inbound_trigger";

    public const string AddInboundTrigger =
        "INSERT OR IGNORE INTO zeropath_inbound_trigger (id, organization_id, version, document) VALUES ($id, $organization, 1, $document)";

    public const string ReplaceInboundTrigger = """
        UPDATE zeropath_inbound_trigger SET organization_id = $organization, version = version + 1, document = $document
        WHERE id = $id AND version = $version
        """;

    public const string RemoveInboundTrigger = "DELETE FROM zeropath_inbound_trigger WHERE id = $id";
}
