namespace ZeroPath.Webhooks;

/// <summary>A format threw. What it threw may quote secrets, so that only its type is told.</summary>
internal sealed class FormatFailedException(string format, Exception thrown)
    : Exception($"The format {format} could not make the request: it threw {thrown.GetType().Name}.", thrown);
