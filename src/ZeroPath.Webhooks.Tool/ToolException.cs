namespace ZeroPath.Webhooks.Tool;

/// <summary>Ends the command with a message and a code. The message shows no secret.</summary>
internal sealed class ToolException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
