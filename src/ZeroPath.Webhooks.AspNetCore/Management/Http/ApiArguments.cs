using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

/// <summary>Where a request has its parameters: the id in the path, the tag in a header, all else in the query.</summary>
internal static class ApiArguments
{
    public static string? TextOf(OperationParameter parameter, Operation operation, HttpRequest request, List<WebhooksProblemItem> errors)
    {
        if (parameter == operation.Id)
        {
            return request.RouteValues[parameter.Name] is string segment ? UrlPath.Decode(segment) : null;
        }

        var values = request.Query[parameter.Name];
        if (values.Count > 1)
        {
            errors.Add(new(parameter.Name, "It is there more than once. Write it once."));
        }

        return values.Count == 1 ? values.ToString() : null;
    }

    public static IEnumerable<WebhooksProblemItem> FindUnknown(Operation operation, HttpRequest request)
    {
        var known = operation.Filters.Select(parameter => parameter.Name).ToList();
        return request.Query.Keys.Except(known, StringComparer.OrdinalIgnoreCase).Select(name => new WebhooksProblemItem(
            ShownName.Of(name),
            known.Count == 0
                ? "There are no query parameters here. Leave it out."
                : $"There is no such query parameter. There are {string.Join(", ", known)}."));
    }

    /// <returns>The tags in <c>If-Match</c>; null if it was left out, or is not looked at.</returns>
    public static IList<EntityTagHeaderValue>? ReadTags(Operation operation, HttpRequest request, List<WebhooksProblemItem> errors)
    {
        if (!operation.TakesTag || !request.Headers.TryGetValue(OperationParameters.TagName, out var text))
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseList([text.ToString()], out var tags))
        {
            errors.Add(new(OperationParameters.TagName, "Write an ETag as it came, with its quotes."));
        }

        return tags;
    }
}
