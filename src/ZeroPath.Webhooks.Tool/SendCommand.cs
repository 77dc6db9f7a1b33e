using System.CommandLine;
using System.Diagnostics;
using System.Text;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Sends payloads as ZeroPath sends them, and shows the answers.</summary>
internal static class SendCommand
{
    private static readonly Argument<string?> What = new("what")
    {
        Description = "An event type, whose sample is sent, or a file with a payload; - for the input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> All = new("--all") { Description = "The sample of every type." };

    private static readonly Option<Uri?> To = ToolInput.Address("--to", "The receiver's address.");

    private static readonly Option<string[]> Headers = ToolInput.Headers();

    private static readonly Option<string?> Secret = ToolInput.Secret();

    private static readonly Option<int> Times = new("--times")
    {
        Description = "Sends each so often, with the same id: receivers must handle it once.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<double> Timeout = new("--timeout")
    {
        Description = "How many seconds an answer may take.",
        DefaultValueFactory = _ => 10,
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "send",
            "Sends payloads as ZeroPath sends them, and shows the answers. The answer is no unless all are accepted with a 2xx status.",
            "zpw send SCAN_COMPLETE --to http://localhost:5005/webhooks/zeropath",
            "zpw send payload.json --to https://example.com/hook --header Authorization=env:TOKEN --secret env:SECRET",
            "zpw send --all --to http://localhost:5005 --times 2")
        {
            What,
            All,
            To,
            Headers,
            Secret,
            Times,
            Timeout,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(What) is null == !result.GetValue(All))
            {
                result.AddError("Write an event type, a file, or --all.");
            }
        });
        To.Required = true;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var endpoint = new WebhookEndpoint
        {
            Name = "zpw",
            Url = parsed.GetValue(To)!,
            Headers = ToolInput.ReadHeaders(parsed.GetValue(Headers)),
            SigningSecrets = ToolInput.ReadSecret(parsed.GetValue(Secret)) is { } secret ? [secret] : [],
        };
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(Timeout)),
        };
        var output = new ToolOutput(parsed);
        var worst = ExitCode.Yes;
        foreach (var delivery in await DeliveriesAsync(parsed, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < parsed.GetValue(Times); i++)
            {
                worst = Math.Max(worst, await SendAsync(client, delivery, endpoint, output, cancellationToken).ConfigureAwait(false));
            }
        }

        return worst;
    }

    private static async Task<IReadOnlyList<LeasedDelivery>> DeliveriesAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(What) is not { } what)
        {
            return [.. EventCatalog.All.Select(Sample)];
        }

        if (what != "-" && !File.Exists(what))
        {
            return [Sample(SchemaCommand.Documented(what))];
        }

        var document = await ToolInput.ReadFileAsync(what, cancellationToken).ConfigureAwait(false);
        return [Delivery(ToolInput.ReadPayload(document, what).Event.Type, document)];

        static LeasedDelivery Sample(EventDefinition definition) => Delivery(definition.Type, WebhookJson.Write(definition.CreateSample()));
    }

    private static LeasedDelivery Delivery(WebhookEventType type, byte[] body) =>
        LeasedDelivery.NotStored(type, "zpw", body, TimeProvider.System.GetUtcNow());

    private static async Task<int> SendAsync(
        HttpClient client, LeasedDelivery delivery, WebhookEndpoint endpoint, ToolOutput output, CancellationToken cancellationToken)
    {
        using var request = DeliveryRequest.Of(delivery, endpoint, new(delivery.Body), TimeProvider.System.GetUtcNow());
        var watch = Stopwatch.StartNew();
        var (status, text) = await AnswerAsync(client, request, cancellationToken).ConfigureAwait(false);
        var shown = new AnswerMask(WebhookFormats.BuiltIn).Mask(text, isWhole: text.Length < DeliveryAttempt.MaxResponseBytes, endpoint);
        output.WriteNext(
            new
            {
                Type = delivery.EventType.Name,
                Id = delivery.EventId,
                Status = status,
                Milliseconds = watch.ElapsedMilliseconds,
                Answer = shown,
            },
            $"{ToolOutput.Plain(delivery.EventType.Name)} {delivery.EventId}: {(status is null ? "no answer" : $"{status}")} "
                + $"after {watch.ElapsedMilliseconds} ms{(shown.Length > 0 ? $": {ToolOutput.Plain(shown)}" : "")}");
        return status switch { null => ExitCode.Unreachable, >= 200 and < 300 => ExitCode.Yes, _ => ExitCode.No };
    }

    private static async Task<(int? Status, string Text)> AnswerAsync(
        HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var beginning = new byte[DeliveryAttempt.MaxResponseBytes];
            var length = await body.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            return ((int)response.StatusCode, Encoding.UTF8.GetString(beginning, 0, length));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "The time is over.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, e.Message);
        }
    }
}
