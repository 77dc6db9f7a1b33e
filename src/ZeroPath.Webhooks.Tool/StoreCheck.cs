using System.CommandLine;
using Microsoft.Data.Sqlite;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Looks for what should worry an operator.</summary>
internal static class StoreCheck
{
    private static readonly Option<double> LongestBacklog = new("--longest-backlog")
    {
        Description = "How many minutes a delivery may have been due.",
        DefaultValueFactory = _ => 10,
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "check",
            "Checks that the store has the right version and is whole, that what is due is sent, "
                + "and that no endpoint is held. The answer is "
                + "no when something is wrong.",
            "zpw store check --longest-backlog 5 --store webhooks.db")
        {
            LongestBacklog,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        var store = StoreAccess.Read(parsed);
        await using (store.ConfigureAwait(false))
        {
            var depth = await store.Store.Reader.GetQueueDepthAsync(1, cancellationToken).ConfigureAwait(false);
            var longest = TimeSpan.FromMinutes(parsed.GetValue(LongestBacklog));
            if (depth.OldestDueAge > longest)
            {
                problems.Add($"A delivery has been due for {depth.OldestDueAge:c}: does a host run?");
            }

            var endpoints = await store.Store.Health.ListHealthAsync(null, cancellationToken).ConfigureAwait(false);
            problems.AddRange(endpoints.Where(it => it.HeldFor is not null).Select(it =>
                $"Endpoint '{ToolOutput.Plain(it.EndpointId)}' is held after {it.FailureStreak} failures in a row."));
            problems.AddRange(FindDamage(store.SqliteFile));
        }

        new ToolOutput(parsed).Write(
            new { IsFine = problems.Count == 0, Problems = problems }, problems.Count == 0 ? ["All is fine."] : problems);
        return problems.Count == 0 ? ExitCode.Yes : ExitCode.No;
    }

    // PostgreSQL sees to its own pages.
    private static List<string> FindDamage(SqliteConnectionStringBuilder? file)
    {
        List<string> found = [];
        if (file is not null)
        {
            using var connection = new SqliteConnection($"{file.ConnectionString};Mode=ReadOnly");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(10)";
            using var rows = command.ExecuteReader();
            while (rows.Read() && rows.GetString(0) is not "ok" and var damage)
            {
                found.Add($"The file is damaged: {damage}");
            }
        }

        return found;
    }
}
