using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.Mcp;

/// <summary>An operation as a tool.</summary>
internal sealed class OperationTool(Operation operation, ToolGate gate) : McpServerTool
{
    private readonly List<string> _untrusted = operation.Answer is { } answer ? [.. OutsideMembers.Of(answer, ToolResult.Result)] : [];

    public override Tool ProtocolTool { get; } = new()
    {
        Name = operation.Name,
        Description = $"{operation.Summary} {operation.Description}".TrimEnd(),
        InputSchema = ToolSchema.OfArguments(operation),
        OutputSchema = ToolSchema.OfResult(operation),
        Annotations = new() { ReadOnlyHint = operation.IsReadOnly, DestructiveHint = operation.IsDestructive },
    };

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        var (scope, refusal) = await gate.AdmitAsync(request, operation).ConfigureAwait(false);
        return refusal is null
            ? ToolResult.Of(await CallAsync(request, scope, cancellationToken).ConfigureAwait(false), _untrusted)
            : ToolResult.Refuse(refusal);
    }

    private async Task<OperationResult> CallAsync(
        RequestContext<CallToolRequestParams> request, WebhooksApiScope scope, CancellationToken cancellationToken)
    {
        if (OperationRunner.FindRefusal(operation, scope) is { } forbidden)
        {
            return forbidden;
        }

        var arguments = new ToolArguments(operation, request.Params?.Arguments);
        var seen = operation.TakesTag ? arguments.TextOf(OperationParameters.TagName)?.Trim('"') : null;
        var call = new OperationCall(operation, request.Services!)
        {
            Scope = scope,
            Origin = new(ChangeDoor.Mcp, request.User?.Identity?.Name),
            HasSeen = seen is null ? null : tag => seen == "*" || seen == tag,
            Cancellation = cancellationToken,
        };
        if (call.ReadArguments(parameter => arguments.TextOf(parameter.Name), arguments.FindUnknown(), arguments.Errors) is { } refusal)
        {
            return refusal;
        }

        var (body, unreadable) = arguments.ReadBody();
        return unreadable ?? await OperationRunner.RunAsync(call, body).ConfigureAwait(false);
    }
}
