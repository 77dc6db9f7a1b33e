namespace ZeroPath.Webhooks;

/// <summary>A handler of a received event failed; the message says which, and why.</summary>
internal sealed class HandlerFailedException(string handler, Exception inner)
    : Exception($"{handler} threw {inner.GetType().Name}: {inner.Message}", inner);
