using System.Collections.ObjectModel;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Somebody calls an operation.</summary>
/// <param name="operation">The operation.</param>
/// <param name="services">The services of the call.</param>
internal sealed class OperationCall(Operation operation, IServiceProvider services)
{
    private Dictionary<string, object?> _arguments = [];
    private string _query = "";
    private object? _body;

    public Operation Operation => operation;

    /// <summary>What the caller sees.</summary>
    public required WebhooksApiScope Scope { get; init; }

    /// <summary>Where changes come from.</summary>
    public required ChangeOrigin Origin { get; init; }

    /// <summary>Says of a tag whether the caller saw it; null if they did not say.</summary>
    public Func<string, bool>? HasSeen { get; init; }

    /// <summary>Finds where the contract's documents are, by file name; none where they are not mapped.</summary>
    public Func<IReadOnlyDictionary<string, string>> FindContract { get; init; } = () => ReadOnlyDictionary<string, string>.Empty;

    public CancellationToken Cancellation { get; init; }

    public DateTimeOffset Now => Service<TimeProvider>().GetUtcNow();

    public string Id => (string)_arguments[operation.Id!.Name]!;

    public PageRequest Page => new(Get(OperationParameters.PageSize)!.Value, Get(OperationParameters.After));

    public T Service<T>()
        where T : notnull => services.GetRequiredService<T>();

    public T? Get<T>(OperationParameterOf<T> parameter) => (T?)_arguments[parameter.Name];

    /// <summary>
    /// The id of something new: the one that an operator wrote, or one that is made. Other callers choose none, lest one that is taken tell
    /// them what others have.
    /// </summary>
    public string NewId(string? written, string prefix) =>
        Scope.IsAll && written is not null ? written : $"{prefix}_{Guid.CreateVersion7(Now):N}";

    /// <summary>The body; null if it may be left out and was.</summary>
    public T? TryBody<T>()
        where T : class => (T?)_body;

    public T Body<T>()
        where T : class => (T)_body!;

    public ResourcePage<T> PageOf<T>(IEnumerable<T> items, string? next) =>
        new() { Items = [.. items], Next = next is null ? null : PageCursor.Write(next, _query) };

    public ResourcePage<TResource> PageOf<T, TResource>(Page<T> page, Func<T, TResource> convert) =>
        PageOf(page.Items.Select(convert), page.Next) with { SearchedTo = page.SearchedTo };

    /// <summary>Whether what is there is what the caller saw, or they did not say.</summary>
    public bool Matches(OperationResult current) => HasSeen?.Invoke(current.Tag!) != false;

    /// <summary>What there is for the caller to see, by the configuration in force on all nodes.</summary>
    public async Task<View> ViewAsync()
    {
        var registry = Service<WebhookRegistry>();
        await registry.RefreshAsync(Cancellation).ConfigureAwait(false);
        return new(Scope, registry.Router);
    }

    /// <summary>Reads the parameters.</summary>
    /// <param name="textOf">What was written for each; null if nothing was.</param>
    /// <param name="unknown">Says of what was written that is no parameter.</param>
    /// <param name="errors">What the door found wrong with them; gets the rest.</param>
    /// <returns>Why the call is refused; null if all is right that can be told without the body.</returns>
    public OperationResult? ReadArguments(
        Func<OperationParameter, string?> textOf, IEnumerable<WebhooksProblemItem> unknown, List<WebhooksProblemItem> errors)
    {
        var read = OperationArguments.Read(operation, Scope, textOf, unknown, errors);
        (_arguments, _query) = (read.Values, read.Query);
        return errors.Count > 0 ? OperationResult.Invalid(errors)
            : !Scope.IsAll && _arguments.GetValueOrDefault(OperationParameters.OrganizationId.Name) is string organization
                && organization != Scope.OrganizationId ? OperationResult.NotFound
            : operation.NeedsTag && HasSeen is null ? OperationResult.Refused(
                OperationOutcome.TagMissing,
                "Send If-Match with the ETag of what you saw, so that nobody's changes are lost, or with * to replace whatever is there.",
                [new(OperationParameters.TagName, "It is missing.")])
            : null;
    }

    /// <param name="body">What was written, read as the operation's type.</param>
    public Task<OperationResult> RunAsync(object? body)
    {
        _body = body;
        return operation.Handler(this);
    }
}
