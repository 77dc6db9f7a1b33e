using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Says where a payload would go by an application's settings, and why not elsewhere.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> Payload = new("file") { Description = "A file with a payload; - for the input." };

    private static readonly Option<string> Settings = new("--settings")
    {
        Description = "The application's settings.",
        DefaultValueFactory = _ => "appsettings.json",
    };

    private static readonly Option<string> Section = new("--section")
    {
        Description = "The section with the endpoints.",
        DefaultValueFactory = _ => "ZeroPathWebhooks",
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "explain",
            "Says where a payload would go by an appsettings file, and why not elsewhere. The answer is no when it goes nowhere.",
            "zpw explain payload.json",
            "zpw explain payload.json --settings src/App/appsettings.json --section Webhooks")
        {
            Payload,
            Settings,
            Section,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(Payload)!;
        var document = await ToolInput.ReadFileAsync(file, cancellationToken).ConfigureAwait(false);
        var payload = ToolInput.ReadPayload(document, file);
        if (WebhookValidator.Validate(document) is { Count: > 0 } problems)
        {
            throw new ToolException(
                $"{file} would be refused: {ToolOutput.Plain(problems[0].Path)}: {ToolOutput.Plain(problems[0].Description)}", ExitCode.No);
        }

        var router = RouterOf(parsed.GetValue(Settings)!, parsed.GetValue(Section)!);
        var decisions = router.Explain(payload.Event);
        new ToolOutput(parsed).WriteTable(
            decisions,
            decision => new
            {
                Endpoint = decision.Endpoint.Id,
                Subscription = decision.Subscription.Id,
                decision.IsMatch,
                decision.Code,
                decision.Actual,
                decision.Expected,
            },
            ["Endpoint", "Goes there", "Why", "The event has", "Expected"],
            decision =>
                [decision.Endpoint.Id, decision.IsMatch ? "yes" : "no", decision.Code, decision.Actual, decision.Expected]);
        return decisions.Any(decision => decision.IsMatch) ? ExitCode.Yes : ExitCode.No;
    }

    private static Router RouterOf(string file, string name)
    {
        if (!File.Exists(file))
        {
            throw new ToolException($"There is no file '{file}'. Name one with --settings.", ExitCode.Unusable);
        }

        try
        {
            var section = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file)).Build().GetSection(name);
            if (!section.Exists())
            {
                throw new ToolException($"'{file}' has no section '{name}'. Name one with --section.", ExitCode.Unusable);
            }

            var services = new ServiceCollection();
            services.AddZeroPathWebhooks(section);
            using var provider = services.BuildServiceProvider();
            var options = provider.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value;
            return new(options.ToRoutingTable(), options.SeverityTypes);
        }
        catch (OptionsValidationException e)
        {
            throw new ToolException($"'{file}' would keep a host from starting: {string.Join(" ", e.Failures)}", ExitCode.Unusable);
        }
        catch (InvalidDataException e)
        {
            throw new ToolException($"'{file}' cannot be read: {e.InnerException?.Message ?? e.Message}", ExitCode.Unusable);
        }
    }
}
