namespace ZeroPath.Webhooks;

/// <summary>Some handlers of an event failed; the message says which, and why.</summary>
internal sealed class HandlersFailedException(string message, Exception inner) : Exception(message, inner);
