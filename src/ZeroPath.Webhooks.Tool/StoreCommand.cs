using System.CommandLine;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Looks into a store beside a running host.</summary>
internal static class StoreCommand
{
    public static Option<string?> Store { get; } = new("--store", "-s")
    {
        Description = $"A SQLite file, or a connection string, or env:NAME. Unless given, {StoreAccess.Variable} of the environment.",
        Recursive = true,
    };

    public static Option<string> Schema { get; } = new("--schema")
    {
        Description = "The schema in PostgreSQL.",
        DefaultValueFactory = _ => Microsoft.Extensions.DependencyInjection.ZeroPathWebhooksPostgreSqlExtensions.DefaultSchema,
        Recursive = true,
    };

    public static Command Create() => new ToolCommand(
        "store",
        "Looks into a store, on a SQLite file or PostgreSQL, beside a running host. Only redeliver --yes changes anything.",
        "zpw store status --store webhooks.db",
        "ZEROPATH_WEBHOOKS_STORE='Host=localhost;Database=app;Username=app' zpw store deliveries --state failed")
    {
        Store,
        Schema,
        StoreStatus.Create(),
        StoreLists.CreateEvents(),
        StoreLists.CreateDeliveries(),
        StoreShow.Create(),
        StoreRedelivery.Create(),
        StoreCheck.Create(),
    };
}
