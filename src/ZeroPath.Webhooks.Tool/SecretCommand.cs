using System.CommandLine;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Makes a signing secret.</summary>
internal static class SecretCommand
{
    public static Command Create()
    {
        var command = new ToolCommand(
            "secret",
            "Makes a new signing secret, which nobody else knows, and says what to do with it.",
            "zpw secret",
            "dotnet user-secrets set ZeroPathWebhooks:Endpoints:0:SigningSecrets:0 $(zpw secret)");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var secret = SigningSecret.Create().Value;
        new ToolOutput(parsed).Write(new { Secret = secret }, secret);

        if (!parsed.GetValue(CommandLine.Json))
        {
            // Beside the output, so that a script has the secret alone.
            await Console.Error.WriteLineAsync(
                """
                It is shown this once. Sender and receiver keep it as they keep passwords, not in a file that is shared:
                - the sender in SigningSecrets of one endpoint, which from then on signs its requests;
                - the receiver in SigningSecrets of its receiver, or in what else it verifies signatures with.
                To change one, keep the old one behind the new one until every receiver has the new one.
                """.AsMemory(),
                cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Yes;
    }
}
