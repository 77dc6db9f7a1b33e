using System.CommandLine;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Says everything that is wrong with payloads, each with its path.</summary>
internal static class ValidateCommand
{
    private static readonly Argument<string[]> Files = new("file")
    {
        Description = "Files with a payload each; - for the input.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "validate",
            "Says what is wrong with payloads, each problem with its path. The answer is no when any has one.",
            "zpw validate payload.json",
            "curl -s https://example.com/payload | zpw validate - --json") { Files };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = new ToolOutput(parsed);
        var found = new List<(string File, IReadOnlyList<ValidationProblem> Problems)>();
        foreach (var file in parsed.GetValue(Files)!)
        {
            found.Add((file, WebhookValidator.Validate(await ToolInput.ReadFileAsync(file, cancellationToken).ConfigureAwait(false))));
        }

        output.Write(
            found.Select(it => new { it.File, IsValid = it.Problems.Count == 0, it.Problems }),
            found.SelectMany(it => it.Problems.Count == 0
                ? [$"{it.File}: valid"]
                : it.Problems.Select(problem =>
                    $"{it.File}: {ToolOutput.Plain($"{problem.Path}: {problem.Description} ({problem.Code})")}")));
        return found.TrueForAll(it => it.Problems.Count == 0) ? ExitCode.Yes : ExitCode.No;
    }
}
