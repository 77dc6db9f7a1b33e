using System.CommandLine;
using System.CommandLine.Invocation;
using Microsoft.Data.Sqlite;
using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tool;

/// <summary>The commands, and what becomes of what they throw.</summary>
internal static class CommandLine
{
    public static Option<bool> Json { get; } = new("--json") { Description = "JSON instead of text for people.", Recursive = true };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("ZeroPath's webhooks on your machine. Secrets may be written as env:NAME.")
        {
            Json,
            ListenCommand.Create(),
            SendCommand.Create(),
            ValidateCommand.Create(),
            ExplainCommand.Create(),
            SchemaCommand.Create(),
            SecretCommand.Create(),
            StoreCommand.Create(),
        };
        ToolHelp.AddTo(root);
        var parsed = root.Parse(args);
        try
        {
            var code = await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
            return parsed.Action is ParseErrorAction ? ExitCode.Unusable : code;
        }
        catch (ToolException e)
        {
            return await FailAsync(e.Message, e.ExitCode).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreUnusableException or WebhookStoreException or NpgsqlException or SqliteException)
        {
            return await FailAsync(e.Message, ExitCode.Unreachable).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(e.Message, ExitCode.Unusable).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.No;
        }
    }

    private static async Task<int> FailAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync(message).ConfigureAwait(false);
        return code;
    }
}
