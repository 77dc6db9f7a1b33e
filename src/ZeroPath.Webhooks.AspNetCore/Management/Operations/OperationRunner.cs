using System.Data.Common;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>What every door does with a call: who may, what was written, then the operation itself.</summary>
internal static class OperationRunner
{
    public const int MaxBodyBytes = 256 * 1024;

    private static readonly TimeSpan StoreMayBeBack = TimeSpan.FromSeconds(5);

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <returns>Why callers with this scope may not; null if they may.</returns>
    public static OperationResult? FindRefusal(Operation operation, WebhooksApiScope scope) =>
        scope == WebhooksApiScope.Nothing ? OperationResult.Refused(OperationOutcome.Forbidden, "You belong to no organization.")
        : operation.IsForOperators
            && !scope.IsAll ? OperationResult.Refused(OperationOutcome.Forbidden, "This is for the host's operators.")
        : null;

    /// <returns>What was written, read; else why it is refused.</returns>
    public static (object? Value, OperationResult? Refusal) ReadBody(ReadOnlyMemory<byte> json, JsonTypeInfo type)
    {
        if (json.Length > MaxBodyBytes)
        {
            return (
                null, OperationResult.Refused(OperationOutcome.Invalid, $"The body is too large. It may have {MaxBodyBytes / 1024} KiB."));
        }

        // What the exceptions say is not shown: they quote what was written, which may be a secret.
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var errors = new BodyShape(type.Options).Check(document.RootElement, type);
            return errors.Count > 0 ? (null, OperationResult.Invalid(errors)) : (document.RootElement.Deserialize(type), null);
        }
        catch (JsonException e)
        {
            return (
                null, NoJson(e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}" : "a member is there twice"));
        }
        catch (InvalidOperationException)
        {
            // Of a member's name; in values it is found by BodyShape.
            return (null, NoJson("the name of a member has half of a character"));
        }
    }

    /// <summary>Does it, and says so when the store does not answer.</summary>
    public static async Task<OperationResult> RunAsync(OperationCall call, object? body)
    {
        try
        {
            return await call.RunAsync(body).ConfigureAwait(false);
        }
        catch (ArgumentException e) when (e.ParamName == nameof(PageRequest.After))
        {
            // A cursor that somebody made up to fit, and that is no place in this list.
            return OperationResult.Invalid(new WebhooksProblemItem(OperationParameters.After.Name, PageCursor.Mistake));
        }
        catch (Exception e) when (e is DbException or TimeoutException or WebhookStoreException or IOException or SocketException)
        {
            OperationLog.StoreFailed(call.Service<ILoggerFactory>().CreateLogger(OperationLog.Category), e, call.Operation.Name);
            return OperationResult.Refused(
                OperationOutcome.StoreAway, "The store does not answer. Try again soon; the host's log says why.") with
            {
                Wait = StoreMayBeBack,
            };
        }
    }

    private static OperationResult NoJson(string place) =>
        OperationResult.Refused(OperationOutcome.Invalid, $"The body is no JSON that can be read: {place}.");
}
