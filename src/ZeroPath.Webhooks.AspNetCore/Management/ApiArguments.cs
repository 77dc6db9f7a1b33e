using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>The parameters of one request, read.</summary>
internal static class ApiArguments
{
    /// <returns>The values of a route's parameters, and what is wrong with them; a parameter that the route does not know is wrong too.</returns>
    public static (Dictionary<string, object?> Values, List<WebhooksProblemItem> Errors) Read(ApiRoute route, HttpRequest request)
    {
        var values = new Dictionary<string, object?>();
        var errors = new List<WebhooksProblemItem>();
        foreach (var parameter in route.Parameters)
        {
            object? value = null;
            if (parameter.IsQuery && request.Query[parameter.Name].Count > 1)
            {
                errors.Add(new(parameter.Name, "It is there more than once. Write it once."));
            }
            else if (parameter.Read(TextOf(parameter, request), out value) is { } remedy)
            {
                errors.Add(new(parameter.Name, remedy));
            }

            values[parameter.Name] = value;
        }

        var known = route.Parameters.Where(parameter => parameter.IsQuery).Select(parameter => parameter.Name).ToList();
        errors.AddRange(request.Query.Keys.Except(known, StringComparer.OrdinalIgnoreCase).Select(name => new WebhooksProblemItem(
            ShownName.Of(name),
            known.Count == 0 ? "There are no query parameters here. Leave it out." : $"There is no such query parameter. There are {string.Join(", ", known)}.")));

        if (values.GetValueOrDefault(ApiParameters.From.Name) is DateTimeOffset from && values.GetValueOrDefault(ApiParameters.To.Name) is DateTimeOffset to && from >= to)
        {
            errors.Add(new(ApiParameters.From.Name, $"It is not before {ApiParameters.To.Name}. Write an earlier time."));
        }

        return (values, errors);
    }

    /// <summary>The query without what may differ from page to page.</summary>
    public static string Canonical(HttpRequest request) => string.Join('&', request.Query
        .Where(item => !ApiParameters.After.Name.Equals(item.Key, StringComparison.OrdinalIgnoreCase)
            && !ApiParameters.PageSize.Name.Equals(item.Key, StringComparison.OrdinalIgnoreCase))
        .Select(item => $"{item.Key.ToUpperInvariant()}={Uri.EscapeDataString(item.Value.ToString())}")
        .Order(StringComparer.Ordinal));

    // Servers leave a slash in a segment as it was written.
    private static string? TextOf(ApiParameter parameter, HttpRequest request) =>
        parameter.IsInPath ? (request.RouteValues[parameter.Name] as string)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
        : parameter.IsHeader ? (request.Headers.TryGetValue(parameter.Name, out var header) ? header.ToString() : null)
        : request.Query.TryGetValue(parameter.Name, out var value) ? value.ToString() : null;
}
