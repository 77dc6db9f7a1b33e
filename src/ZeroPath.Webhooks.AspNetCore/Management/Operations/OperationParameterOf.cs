namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <param name="name">Its name.</param>
/// <param name="description">For people.</param>
/// <param name="parse">Reads it; null for what it does not take.</param>
/// <param name="remedy">What to write instead.</param>
/// <param name="otherwise">The value when it is left out.</param>
internal sealed class OperationParameterOf<T>(
    string name, string description, Func<string, T?> parse, string remedy, object? otherwise = null)
    : OperationParameter(name, typeof(T), description)
{
    public override string? Read(string? text, out object? value)
    {
        value = text is null ? otherwise : parse(text);
        return text is not null && value is null ? remedy : null;
    }
}
