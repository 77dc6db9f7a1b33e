using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Endpoints and subscriptions.</summary>
internal sealed class SqliteRouting(SqliteDatabase database, ISecretProtector protector) : IRoutingTableStore
{
    /// <inheritdoc/>
    public ValueTask<(long Version, RoutingTable Configuration)?> LoadAsync(long knownVersion, CancellationToken cancellationToken) =>
        database.ReadAsync<(long, RoutingTable)?>(
            session => session.Query(SqliteRoutingSql.LoadConfiguration, row => (Version: row.GetInt64(0), Document: row.GetString(1)), ("$known", knownVersion))
                is [var (version, document)]
                ? (version, RoutingTableJson.Read(document, protector))
                : null,
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long?> TrySaveAsync(RoutingTable configuration, long replacesVersion, CancellationToken cancellationToken)
    {
        var document = RoutingTableJson.Write(configuration, protector);
        var saved = await database.WriteAsync(
            session => replacesVersion == 0
                ? session.Execute(SqliteRoutingSql.AddConfiguration, ("$document", document))
                : session.Execute(SqliteRoutingSql.ReplaceConfiguration, ("$document", document), ("$version", replacesVersion)),
            cancellationToken).ConfigureAwait(false);
        return saved == 1 ? replacesVersion + 1 : null;
    }
}
