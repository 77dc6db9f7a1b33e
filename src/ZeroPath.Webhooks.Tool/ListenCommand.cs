using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ZeroPath.Webhooks.Tool;

/// <summary>A receiver that prints what comes.</summary>
internal static class ListenCommand
{
    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port on this machine; 0 for any that is free.",
        DefaultValueFactory = _ => 5005,
    };

    private static readonly Option<string[]> Headers = ToolInput.Headers();

    private static readonly Option<string?> Secret = ToolInput.Secret();

    private static readonly Option<Uri?> Forward = ToolInput.Address(
        "--forward", "Passes what is accepted on to this address, and answers what that answers.");

    private static readonly Option<int> Answer = new("--answer")
    {
        Description = "The status of the answer, such as 500 to see retries.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<int?> Count = new("--count") { Description = "Ends after so many requests." };

    public static Command Create()
    {
        var command = new ToolCommand(
            "listen",
            "Receives webhooks on this machine at any path, checks their credentials, and prints them until Ctrl+C.",
            "zpw listen",
            "zpw listen --header Authorization=env:TOKEN --secret env:SECRET --forward http://localhost:8080/webhooks",
            "zpw listen --port 0 --count 1 --json")
        {
            Port,
            Headers,
            Secret,
            Forward,
            Answer,
            Count,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new WebhookReceiverOptions();
        foreach (var (name, value) in ToolInput.ReadHeaders(parsed.GetValue(Headers)))
        {
            options.Headers[name] = [value];
        }

        if (ToolInput.ReadSecret(parsed.GetValue(Secret)) is { } secret)
        {
            options.SigningSecrets.Add(secret.Value);
        }

        var output = new ToolOutput(parsed);
        using var listener = new Listener(
            new ReceiverCredentials(options, TimeProvider.System), parsed.GetValue(Forward), parsed.GetValue(Answer), output);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{parsed.GetValue(Port)}");
        var app = builder.Build();
        await using (app.ConfigureAwait(false))
        {
            var left = parsed.GetValue(Count) ?? int.MaxValue;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            app.Run(async context =>
            {
                await listener.AnswerAsync(context).ConfigureAwait(false);
                if (Interlocked.Decrement(ref left) == 0)
                {
                    context.Response.OnCompleted(stop.CancelAsync);
                }
            });
            try
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                throw new ToolException($"{e.Message} Choose another port with --port.", ExitCode.Unreachable);
            }

            output.WriteNext(new { Listening = app.Urls.First() }, $"Listening on {app.Urls.First()}");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return ExitCode.Yes;
    }
}
