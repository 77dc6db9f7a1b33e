namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>The parameters of a call, read.</summary>
internal static class OperationArguments
{
    /// <param name="operation">The operation.</param>
    /// <param name="scope">What the caller sees.</param>
    /// <param name="textOf">What was written for a parameter; null if nothing was.</param>
    /// <param name="unknown">Says of what was written that is no parameter.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <returns>The values by name, and what cursors are bound to: all that may not differ from page to page.</returns>
    public static (Dictionary<string, object?> Values, string Query) Read(
        Operation operation,
        WebhooksApiScope scope,
        Func<OperationParameter, string?> textOf,
        IEnumerable<WebhooksProblemItem> unknown,
        List<WebhooksProblemItem> errors)
    {
        var values = new Dictionary<string, object?>();
        var query = $"{operation.Name} {scope.OrganizationId}";
        foreach (var parameter in operation.Parameters)
        {
            var text = textOf(parameter);
            if (parameter.Read(text ?? (parameter == operation.Id ? "" : null), out var value) is { } remedy)
            {
                errors.Add(new(parameter.Name, remedy));
            }

            values[parameter.Name] = value;
            if (text is not null && parameter != OperationParameters.After && parameter != OperationParameters.PageSize)
            {
                query += $" {parameter.Name}={Uri.EscapeDataString(text)}";
            }
        }

        errors.AddRange(unknown);
        if (values.GetValueOrDefault(OperationParameters.From.Name) is DateTimeOffset from
            && values.GetValueOrDefault(OperationParameters.To.Name) is DateTimeOffset to && from >= to)
        {
            errors.Add(new(OperationParameters.From.Name, $"It is not before {OperationParameters.To.Name}. Write an earlier time."));
        }

        if (values.GetValueOrDefault(OperationParameters.After.Name) is string cursor)
        {
            values[OperationParameters.After.Name] = PageCursor.TryRead(cursor, query);
            if (values[OperationParameters.After.Name] is null)
            {
                errors.Add(new(OperationParameters.After.Name, PageCursor.Mistake));
            }
        }

        return (values, query);
    }
}
