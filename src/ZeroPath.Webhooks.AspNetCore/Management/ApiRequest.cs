using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using ZeroPath.Webhooks.AspNetCore.Contract;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>A request in which all is right that can be told without looking.</summary>
/// <param name="context">The request.</param>
/// <param name="scope">What its caller sees.</param>
/// <param name="arguments">Its parameters.</param>
/// <param name="body">Its body, if it has one.</param>
/// <param name="query">What its cursors are bound to.</param>
internal sealed class ApiRequest(HttpContext context, WebhooksApiScope scope, IReadOnlyDictionary<string, object?> arguments, object? body, string query)
{
    public WebhooksApiScope Scope => scope;

    public CancellationToken Cancellation => context.RequestAborted;

    public DateTimeOffset Now => Service<TimeProvider>().GetUtcNow();

    /// <summary>Where its changes come from.</summary>
    public ChangeOrigin Origin => new(ChangeDoor.Api, context.User.Identity?.Name);

    /// <summary>The id in the path.</summary>
    public string Id => (string)arguments[(string)context.Request.RouteValues.Keys.Single(arguments.ContainsKey)]!;

    /// <summary>Where the contract's documents are, by file name; empty when they are not mapped.</summary>
    public IReadOnlyDictionary<string, string> ContractPaths => ContractDocument.FindPaths(context);

    public PageRequest Page => new(Get(ApiParameters.PageSize)!.Value, Get(ApiParameters.After));

    public T Service<T>()
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    public T? Get<T>(ApiParameterOf<T> parameter) => parameter.Of(arguments);

    /// <summary>The body; null if it may be left out and was.</summary>
    public T? TryBody<T>()
        where T : class => (T?)body;

    public T Body<T>()
        where T : class => (T)body!;

    public ResourcePage<T> PageOf<T>(IEnumerable<T> items, string? next) =>
        new() { Items = [.. items], Next = next is null ? null : ApiCursor.Write(next, query) };

    /// <summary>An answer that shows what was created, and where it is.</summary>
    public ApiAnswer Created(ApiAnswer shown, string id) => shown with
    {
        Status = StatusCodes.Status201Created,
        Location = $"{context.Request.PathBase}{context.Request.Path.Value!.TrimEnd('/')}/{Uri.EscapeDataString(id)}",
    };

    /// <summary>Whether <c>If-Match</c> names what is there, or was left out.</summary>
    public bool Matches(ApiAnswer current) => Get(ApiParameters.IfMatch) is not { } tags
        || tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag == current.ETag));

    /// <summary>What there is for the caller to see, by the configuration in force on all nodes.</summary>
    public async Task<ApiView> ViewAsync()
    {
        var registry = Service<WebhookRegistry>();
        await registry.RefreshAsync(Cancellation).ConfigureAwait(false);
        return new(scope, registry.Configuration);
    }
}
